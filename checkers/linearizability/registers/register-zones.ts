import { elementAt } from '../../../src/base/element-at.ts'
import { firstIndex } from '../../../src/base/search.ts'
import type { RegisterChains } from './register-chains.ts'
import type { RegisterHistory } from './register-history.ts'

/**
 * The operations on one written value and on what cas made of it, in the only order they can have: the write,
 * its reads, the cas that replaced it, the reads of that value, and so on.
 *
 * The zone runs from the first return to the last call. Forward (`from < to`): the register belongs to the
 * block for that whole time. Backward: all its operations are open at once between `to` and `from`.
 */
export interface Zone {
  readonly from: number
  readonly to: number
  /** The operations that give `from` and `to`; -1 for none. */
  readonly first: number
  readonly last: number
  /** Its operations among those of all zones: from `start`, up to before `end`. */
  readonly start: number
  readonly end: number
}

export interface Zones {
  readonly zones: readonly Zone[]
  /** The operations of one zone after the other. */
  readonly blocks: Int32Array
}

/** Builds the zones of the initial value and of every written one, or gives two operations of one that contradict it. */
export function buildZones(
  { invoked, returned, origin, installed }: RegisterHistory,
  { readsFrom, reads, replacedBy, written }: RegisterChains,
): Zones | { readonly conflict: readonly number[] } {
  const blocks = new Int32Array(invoked.length)
  const zones: Zone[] = []
  let length = 0
  let first = -1
  let last = -1
  const add = (operation: number, before: number): boolean => {
    if (before >= 0 && (returned[operation] as number) < (invoked[before] as number)) return false
    blocks[length++] = operation
    if (first < 0 || (returned[operation] as number) < (returned[first] as number)) first = operation
    if (last < 0 || (invoked[operation] as number) > (invoked[last] as number)) last = operation
    return true
  }
  for (let at = -1; at < written.length; at++) {
    const start = length
    first = last = -1
    let value = at < 0 ? 0 : elementAt(written, at)
    for (let change = origin[value] as number; ; value = installed[change] as number) {
      if (change >= 0 && !add(change, last)) return { conflict: [last, change] }
      const before = last
      for (let index = readsFrom[value] as number; index < (readsFrom[value + 1] as number); index++) {
        const read = reads[index] as number
        if (!add(read, before)) return { conflict: [before, read] }
      }
      change = replacedBy[value] as number
      if (change < 0) break
    }
    // the initial value was there before everything
    const from = at < 0 || first < 0 ? -Infinity : (returned[first] as number)
    const to = last < 0 ? -Infinity : (invoked[last] as number)
    zones.push({ from, to, first: at < 0 ? -1 : first, last, start, end: length })
  }
  return { zones, blocks: blocks.subarray(0, length) }
}

/** The zones in an order in which their blocks can follow one another, or operations that allow none. */
export function orderZones(
  zones: readonly Zone[],
): { readonly zones: readonly Zone[] } | { readonly conflict: readonly number[] } {
  const forward = zones.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)
  for (const [index, zone] of forward.entries()) {
    const before = forward[index - 1]
    if (before !== undefined && before.to > zone.from) return { conflict: edgesOf(before, zone) }
  }
  const placed = forward.map((zone) => ({ zone, at: zone.from }))
  for (const zone of zones) {
    if (zone.from < zone.to || zone.start === zone.end) continue
    const around = lastStartingBefore(forward, zone.to)
    const inside = around !== undefined && around.to > zone.to
    if (inside && around.to > zone.from) return { conflict: edgesOf(around, zone) }
    placed.push({ zone, at: inside ? around.to : zone.to })
  }
  placed.sort((a, b) => a.at - b.at)
  return { zones: placed.map(({ zone }) => zone) }
}

function edgesOf(...zones: readonly Zone[]): number[] {
  return zones.flatMap(({ first, last }) => [first, last]).filter((edge) => edge >= 0)
}

function lastStartingBefore(forward: readonly Zone[], position: number): Zone | undefined {
  return forward[firstIndex(forward.length, (index) => elementAt(forward, index).from >= position) - 1]
}
