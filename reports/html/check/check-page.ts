import type { Clause } from '../../../src/record/verdict.ts'
import type { ExplainedFailure } from '../history/explained.ts'
import type { PackedHistory } from '../whole/columns.ts'

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
  /** All of the history, to be browsed; absent: nobody asked for it, or there is none. */
  readonly whole?: PackedHistory
}

/** Why a history is not valid. */
export interface CheckedFailure extends ExplainedFailure {
  /** Of transactions, in place of a picture. */
  readonly proof?: readonly Clause[]
  /** The whole explanation, line by line. */
  readonly explanation: readonly string[]
}
