import type { LocatedOperation } from '../../../src/record/located-operation.ts'
import type { Nearby } from '../../../src/record/nearby.ts'
import type { Clause } from '../../../src/record/verdict.ts'

/** What the page about one checked history shows: plain data. All texts may come from a history. */
export interface CheckedHistory {
  readonly file: string
  readonly standing: 'valid' | 'invalid' | 'unknown'
  /** The verdict in two or three words: `NOT linearizable (kv)`. */
  readonly badge: string
  /** One sentence: what broke, or why nothing is known. */
  readonly because?: string
  /** The object that broke. */
  readonly key?: string
  /** How much was checked, and in which time. */
  readonly about?: string
  /** What the verdict promises, or how to get one. */
  readonly more?: string
  readonly failure?: CheckedFailure
}

/** Why a history is not valid. */
export interface CheckedFailure {
  /** The first operation that no order explains. */
  readonly located: LocatedOperation
  /** The longest order that works, and the state it leads to. */
  readonly longestPrefix: readonly LocatedOperation[]
  readonly state?: string
  /** What could have come next, each with the reason why it could not. */
  readonly next: readonly (LocatedOperation & { readonly why: string })[]
  /** The fewest completed operations in conflict; absent when finding them would have cost too much. */
  readonly core?: readonly LocatedOperation[]
  /** Operations of unknown outcome that must have taken effect; absent when none is known to. */
  readonly mustHaveHappened?: readonly LocatedOperation[]
  /** Operations of which one, had it been executed twice, would explain the history. */
  readonly executedTwice?: readonly LocatedOperation[]
  /** What surrounds it in the history. */
  readonly nearby?: Nearby<LocatedOperation>
  /** Of transactions, in place of a picture. */
  readonly proof?: readonly Clause[]
  /** The whole explanation, line by line. */
  readonly explanation: readonly string[]
}
