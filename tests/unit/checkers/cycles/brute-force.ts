import type { Operation } from '../../../../src/record/operation.ts'

/** A micro-operation as it stands in a history. */
export type RawMicro = readonly [f: string, key: unknown, value?: unknown]
/** What keys hold, as JSON text; a key that is not there holds the initial value. */
type Store = Readonly<Record<string, string>>

/** How one object behaves: its value before any write, and after one. */
export interface ObjectRules {
  initial(key: string): string
  written(old: string, value: unknown): string
}

export const lists: ObjectRules = {
  initial: () => '[]',
  written: (old, value) => JSON.stringify([...(JSON.parse(old) as unknown[]), value]),
}

export const registers = (initial: unknown = null): ObjectRules => ({
  initial: () => JSON.stringify(initial),
  written: (_old, value) => JSON.stringify(value),
})

/**
 * The store after a transaction that runs alone; undefined when it would not have read what it did. What one of
 * unknown outcome read is not known.
 */
function runAlone(store: Store, operation: Operation, rules: ObjectRules): Store | undefined {
  const { outcome, value } = operation
  const micros = (outcome.type === 'ok' ? outcome.value : value) as readonly RawMicro[]
  const next: Record<string, string> = { ...store }
  for (const [f, key, argument] of micros) {
    const name = JSON.stringify(key)
    const old = next[name] ?? rules.initial(name)
    if (f !== 'r') next[name] = rules.written(old, argument)
    else if (outcome.type === 'ok') {
      const seen = rules === lists ? (argument ?? []) : (argument ?? null)
      if (JSON.stringify(seen) !== old) return undefined
    }
  }
  return next
}

const textOf = (store: Store): string =>
  Object.keys(store)
    .sort()
    .map((key) => `${key}=${store[key]}`)
    .join('&')

/**
 * The definition of serializability, tried out: every order of every choice of the unknown transactions, each run alone.
 * With `realTime` what returned before another was invoked comes before it: strict serializability.
 */
export function isSerializable(
  history: readonly Operation[],
  rules: ObjectRules,
  realTime: boolean,
): boolean {
  const operations = history.filter(({ outcome }) => outcome.type !== 'fail')
  const failed = new Set<string>()
  const explains = (done: number, store: Store): boolean => {
    if (operations.every(({ outcome }, i) => (done & (1 << i)) !== 0 || outcome.type === 'info')) return true
    const name = `${done} ${textOf(store)}`
    if (failed.has(name)) return false
    failed.add(name)
    return operations.some((operation, i) => {
      if ((done & (1 << i)) !== 0) return false
      const mustWait = operations.some(
        (other, j) =>
          (done & (1 << j)) === 0 && other.outcome.type === 'ok' && other.returned < operation.invoked,
      )
      if (realTime && mustWait) return false
      const next = runAlone(store, operation, rules)
      return next !== undefined && explains(done | (1 << i), next)
    })
  }
  return explains(0, {})
}

/** A transaction that started and has not committed. */
interface Open {
  readonly index: number
  /** What it will have written. */
  readonly writes: Store
}

/**
 * The definition of snapshot isolation, tried out: every order of starts and commits. A transaction reads what was
 * committed when it started; it does not commit when another that wrote one of its keys did so since.
 */
export function hasSnapshots(history: readonly Operation[], rules: ObjectRules): boolean {
  const operations = history.filter(({ outcome }) => outcome.type !== 'fail')
  const writtenBy = operations.map(({ value }) => [
    ...new Set(
      (value as readonly RawMicro[]).filter(([f]) => f !== 'r').map(([, key]) => JSON.stringify(key)),
    ),
  ])
  const failed = new Set<string>()
  const explains = (begun: number, committed: Store, open: readonly Open[]): boolean => {
    const isDone = operations.every(({ outcome }, i) => {
      const committedIt = (begun & (1 << i)) !== 0 && !open.some(({ index }) => index === i)
      return committedIt || outcome.type === 'info'
    })
    if (isDone) return true
    const openText = open.map(({ index, writes }) => `${index}:${textOf(writes)}`).sort()
    const name = `${begun} ${textOf(committed)} ${openText.join(' ')}`
    if (failed.has(name)) return false
    failed.add(name)
    for (const { index, writes } of open) {
      const keys = writtenBy[index] ?? []
      // whoever is open and wrote one of the keys can never commit any more
      const rest = open.filter(
        (other) => other.index !== index && !(writtenBy[other.index] ?? []).some((key) => keys.includes(key)),
      )
      const lost = open.filter((other) => other.index !== index && !rest.includes(other))
      if (lost.some((other) => operations[other.index]?.outcome.type === 'ok')) continue
      if (explains(begun, { ...committed, ...writes }, rest)) return true
    }
    return operations.some((operation, i) => {
      if ((begun & (1 << i)) !== 0) return false
      const after = runAlone(committed, operation, rules)
      if (after === undefined) return false
      const writes: Record<string, string> = {}
      for (const key of writtenBy[i] ?? []) writes[key] = after[key] ?? ''
      return explains(begun | (1 << i), committed, [...open, { index: i, writes }])
    })
  }
  return explains(0, {}, [])
}

/**
 * The definition of a history without long fork, tried out: some order of the writes that took effect, of which each
 * read saw just those of its keys that stand before some point. Failed writes took none, unknown ones may have.
 */
export function hasNoLongFork(history: readonly Operation[]): boolean {
  const microsOf = ({ outcome, value }: Operation): readonly RawMicro[] =>
    (outcome.type === 'ok' ? outcome.value : value) as readonly RawMicro[]
  const possible = history.filter(({ outcome }) => outcome.type !== 'fail')
  const writes = possible.filter((operation) => microsOf(operation).some(([f]) => f === 'w'))
  const reads = possible
    .filter((operation) => operation.outcome.type === 'ok' && !writes.includes(operation))
    .map((operation) => microsOf(operation))
  const fits = (order: readonly Operation[]): boolean => {
    const states = [new Map<unknown, unknown>()]
    for (const write of order) {
      const [[, key, value] = ['w', null]] = microsOf(write)
      states.push(new Map(states.at(-1)).set(key, value))
    }
    return reads.every((read) =>
      states.some((state) => read.every(([, key, value]) => (state.get(key) ?? null) === (value ?? null))),
    )
  }
  const tryAll = (order: readonly Operation[], rest: readonly Operation[]): boolean =>
    (rest.every(({ outcome }) => outcome.type === 'info') && fits(order)) ||
    rest.some((next) =>
      tryAll(
        [...order, next],
        rest.filter((other) => other !== next),
      ),
    )
  return tryAll([], writes)
}
