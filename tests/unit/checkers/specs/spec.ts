import type { Operation } from '../../../../src/record/operation.ts'

/** What happens at one moment: all of an operation, or one step of it. `result` is absent where it is unknown. */
export interface Moment {
  readonly f: string
  readonly value: unknown
  readonly result?: unknown
  readonly process: Operation['process']
}

/** A call that histories are made of, with results that may come of it. */
export interface SpecCall {
  readonly f: string
  readonly value: unknown
  readonly key?: string
  readonly results: readonly unknown[]
}

/**
 * What an object does, told a second time: in a few lines, without a line of the model, so that a wrong model shows.
 * States are JSON.
 */
export interface Spec<State = unknown> {
  /** The name of its model, and what of it is meant. */
  readonly name: string
  readonly model: string
  /** Initial values that histories start from, as `--initial` takes them; undefined is none. Default: none. */
  readonly initials?: readonly unknown[]
  /** The state of one key. */
  init(initial: unknown, key: string, history: readonly Operation[]): State
  /** The same where real time tells nothing of the start. Default: as `init`. */
  initUntimed?(initial: unknown, key: string, history: readonly Operation[]): State
  /** The states that may follow; none when it is impossible. */
  apply(state: State, moment: Moment): readonly State[]
  /** The steps of an operation of several. Default: itself. */
  steps?(operation: Operation, history: readonly Operation[]): readonly Moment[]
  /** `fresh` is a number used once in a history. */
  calls(fresh: number, random: () => number): readonly SpecCall[]
}

export const momentOf = ({ f, value, outcome, process }: Operation): Moment =>
  outcome.type === 'ok' ? { f, value, process, result: outcome.value ?? null } : { f, value, process }

export const same = (a: unknown, b: unknown): boolean =>
  JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))

function sorted(value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(sorted)
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)])
}
