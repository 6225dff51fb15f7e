import type { Operation, Outcome } from '../../../../src/record/operation.ts'
import type { RawMicro } from './brute-force.ts'

/** Draws whole numbers from 0 to below `n`; equal seeds draw equal numbers. */
export function drawing(seed: number): (n: number) => number {
  let state = (seed ^ 0x9e3779b9) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return (n) => Math.floor((next() / 4294967296) * n)
}

type Draw = (n: number) => number
type Kind = 'lists' | 'registers'

interface Plan {
  readonly micros: readonly RawMicro[]
  readonly invoked: number
  readonly returned: number
  readonly type: 'ok' | 'info' | 'fail'
  /** When it starts to read, and when its writes come about; Infinity when they do not. */
  readonly starts: number
  readonly commits: number
}

/** What the store did wrong, if anything. */
const faults = ['none', 'none', 'delay', 'stale', 'tear', 'anywhen', 'snapshot', 'aborted'] as const

/**
 * A small history of transactions as a store would give it: each takes effect at one instant between its invocation and
 * its return, crashed ones now or later or never. Half of the stores have a fault: effects are delayed past the return,
 * reads come from an older state, some writes are left out, transactions take effect at any time, they read from
 * snapshots and overwrite each other, aborted ones take effect. And a fifth of the histories have one result changed.
 * Positions of events may be equal. Registers hold `initial` before any write.
 */
export function randomTransactions(seed: number, kind: Kind, initial: unknown = null, most = 6): Operation[] {
  const draw = drawing(seed)
  const fault = faults[draw(faults.length)] ?? 'none'
  const keys = 1 + draw(3)
  const isRepeating = draw(8) === 0
  const count = 1 + draw(most)
  const length = 1 + draw(8)
  let fresh = 0
  const plans = Array.from({ length: count }, (): Plan => {
    const micros = Array.from({ length: 1 + draw(3) + draw(2) }, (): RawMicro => {
      const key = ['x', 'y', 0][draw(keys)]
      if (draw(2) === 0) return ['r', key, null]
      const value = isRepeating ? 1 + draw(3) : ++fresh
      // now and then what was there at first
      return kind === 'lists'
        ? ['append', key, value]
        : ['w', key, isRepeating && draw(6) === 0 ? null : value]
    })
    const invoked = draw(10)
    const returned = invoked + draw(length)
    const type = draw(100) < 22 ? 'info' : draw(100) < 10 ? 'fail' : 'ok'
    const within = (): number => invoked + ((returned - invoked) * (1 + draw(1000))) / 1002
    const [a, b] = [within(), within()].sort((x, y) => x - y) as [number, number]
    const late = draw(3) === 0 ? returned + draw(8) : b
    const never = type === 'fail' ? fault !== 'aborted' || draw(2) === 0 : type === 'info' && draw(2) === 0
    const anywhen = fault === 'anywhen' ? draw(1000) / 50 : undefined
    const commits = anywhen ?? (fault === 'delay' && draw(3) === 0 ? b + draw(6) : type === 'info' ? late : b)
    const starts = fault === 'snapshot' ? Math.min(a, commits) - (draw(4) === 0 ? draw(6) : 0) : commits
    return { micros, invoked, returned, type, starts, commits: never ? Infinity : commits }
  })
  const results = execute(plans, kind, fault, initial, draw)
  if (draw(5) === 0) change(results, plans, kind, draw)
  return plans
    .map(({ micros, invoked, returned, type }, index): Operation => {
      const outcome: Outcome = type === 'ok' ? { type, value: results[index] } : { type, error: 'no' }
      const base = { process: index, f: 'txn', value: micros, outcome, invoked }
      return { id: 0, ...base, returned: type === 'info' ? Infinity : Math.max(returned, invoked) }
    })
    .sort((a, b) => a.invoked - b.invoked)
    .map((operation, id) => ({ ...operation, id }))
}

type Store = ReadonlyMap<unknown, unknown>

function execute(
  plans: readonly Plan[],
  kind: Kind,
  fault: string,
  initial: unknown,
  draw: Draw,
): RawMicro[][] {
  const events = plans.flatMap(({ starts, commits }, index) => [
    { at: starts, index, commit: false },
    ...(commits === Infinity ? [] : [{ at: commits, index, commit: true }]),
  ])
  events.sort((a, b) => a.at - b.at || a.index - b.index || Number(a.commit) - Number(b.commit))
  const states: Store[] = [new Map()]
  const results: RawMicro[][] = plans.map(() => [])
  for (const { index, commit } of events) {
    const { micros } = plans[index] as Plan
    const latest = states.at(-1) as Store
    if (!commit) {
      const from = fault === 'stale' && draw(4) === 0 ? (states[draw(states.length)] as Store) : latest
      const own = new Map(from)
      results[index] = micros.map(([f, key, value]): RawMicro => {
        if (f === 'r') return ['r', key, own.get(key) ?? initial]
        own.set(key, kind === 'lists' ? [...((own.get(key) as unknown[] | undefined) ?? []), value] : value)
        return [f, key, value]
      })
      continue
    }
    const after = new Map(latest)
    for (const [f, key, value] of micros) {
      if (f === 'r' || (fault === 'tear' && draw(4) === 0)) continue
      after.set(key, kind === 'lists' ? [...((after.get(key) as unknown[] | undefined) ?? []), value] : value)
    }
    states.push(after)
  }
  return results
}

/** Changes what one read returned. */
function change(results: RawMicro[][], plans: readonly Plan[], kind: Kind, draw: Draw): void {
  const index = draw(results.length)
  const result = results[index] as RawMicro[]
  const micro = draw(result.length)
  const [f, key, value] = result[micro] as RawMicro
  if (f !== 'r' || plans[index]?.type !== 'ok') return
  const written = plans.flatMap(({ micros }) => micros.filter((one) => one[0] !== 'r').map((one) => one[2]))
  const other = written[draw(Math.max(1, written.length))] ?? 1
  if (kind === 'registers') {
    result[micro] = [f, key, draw(3) === 0 ? null : other]
    return
  }
  const list = [...((value as unknown[] | null) ?? [])]
  const at = draw(Math.max(1, list.length))
  const how = draw(4)
  if (how === 0) list.splice(at, 1)
  else if (how === 1) list.splice(at, 0, other)
  else if (how === 2) list.push(other)
  else if (list.length > 1) {
    const held = list[at]
    const beside = (at + 1) % list.length
    list[at] = list[beside]
    list[beside] = held
  }
  result[micro] = [f, key, list]
}
