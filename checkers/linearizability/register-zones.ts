import type { Operation } from '../../src/history/operation.ts'
import type { RegisterChains } from './register-chains.ts'

/**
 * The operations on one written value and on what cas made of it, in the only order they can have: the write,
 * its reads, the cas that replaced it, the reads of that value, and so on.
 *
 * The zone runs from the first return to the last call. Forward (`from < to`): the register belongs to the
 * block for that whole time. Backward: all its operations are open at once between `to` and `from`.
 */
export interface Zone {
  readonly operations: readonly Operation[]
  readonly from: number
  readonly to: number
  /** The operations that give `from` and `to`. */
  readonly edges: readonly Operation[]
}

/** Builds the zone of the block that starts with `value`, or gives two of its operations that contradict it. */
export function buildZone(
  chains: RegisterChains,
  value: number,
): Zone | { readonly conflict: readonly Operation[] } {
  const operations: Operation[] = []
  let first: Operation | undefined
  let last: Operation | undefined
  for (const group of groupsOf(chains, value)) {
    const before = last
    for (const operation of group) {
      if (before !== undefined && operation.returned < before.invoked)
        return { conflict: [before, operation] }
      operations.push(operation)
      if (first === undefined || operation.returned < first.returned) first = operation
      if (last === undefined || operation.invoked > last.invoked) last = operation
    }
  }
  // the initial value was there before everything
  const from = value === 0 ? -Infinity : (first?.returned ?? -Infinity)
  const edges = [value === 0 ? undefined : first, last].filter((edge) => edge !== undefined)
  return { operations, from, to: last?.invoked ?? -Infinity, edges }
}

function* groupsOf(chains: RegisterChains, start: number): Generator<readonly Operation[]> {
  const write = chains.origin[start]
  if (write !== undefined) yield [write]
  for (let value = start; ;) {
    yield chains.reads[value] ?? []
    const cas = chains.replacedBy[value]
    if (cas === undefined) return
    yield [cas]
    value = chains.installed.get(cas) ?? 0
  }
}

/** The zones in an order in which their blocks can follow one another, or operations that allow none. */
export function orderZones(
  zones: readonly Zone[],
): { readonly zones: readonly Zone[] } | { readonly conflict: readonly Operation[] } {
  const forward = zones.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)
  for (const [index, zone] of forward.entries()) {
    const before = forward[index - 1]
    if (before !== undefined && before.to > zone.from) return { conflict: [...before.edges, ...zone.edges] }
  }
  const placed = forward.map((zone) => ({ zone, at: zone.from }))
  for (const zone of zones) {
    if (zone.from < zone.to || zone.operations.length === 0) continue
    const around = lastStartingBefore(forward, zone.to)
    const inside = around !== undefined && around.to > zone.to
    if (inside && around.to > zone.from) return { conflict: [...around.edges, ...zone.edges] }
    placed.push({ zone, at: inside ? around.to : zone.to })
  }
  placed.sort((a, b) => a.at - b.at)
  return { zones: placed.map(({ zone }) => zone) }
}

function lastStartingBefore(forward: readonly Zone[], position: number): Zone | undefined {
  let low = 0
  let high = forward.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((forward[middle] as Zone).from < position) low = middle + 1
    else high = middle
  }
  return forward[low - 1]
}
