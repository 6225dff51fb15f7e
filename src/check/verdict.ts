import type { ComparedValues } from '../record/compared-values.ts'
import type { LocatedOperation } from '../record/located-operation.ts'
import type { Nearby } from '../record/nearby.ts'
import type { SkippedLines } from '../record/formats/readers/skipped-lines.ts'
import type { PackedHistory } from '../../reports/html/whole/columns.ts'
import type { Clause } from '../record/verdict.ts'

/** Why a history is not valid. */
export interface Failure {
  /** The object that broke; absent when the history is about one. */
  readonly key?: string
  /** The first operation that no order explains. */
  readonly located: LocatedOperation
  /** The longest order that works, and the state it leads to. */
  readonly longestPrefix: readonly LocatedOperation[]
  readonly state?: string
  /** Up to four more orders that explain as much. */
  readonly otherPrefixes: readonly (readonly LocatedOperation[])[]
  /** The object after each of the last operations of those orders, for the page; not in the JSON. */
  readonly states?: readonly (readonly string[])[]
  /** A result and what it contradicts, for the page; not in the JSON. */
  readonly compared?: ComparedValues
  /** What could have come next, each with the reason why it could not. */
  readonly next: readonly (LocatedOperation & { readonly why: string })[]
  readonly because: string
  /** The fewest completed operations in conflict; absent when finding them would have cost too much. */
  readonly core?: readonly LocatedOperation[]
  /** Operations of unknown outcome that must have taken effect; absent when none is known to. */
  readonly mustHaveHappened?: readonly LocatedOperation[]
  /** Operations of which one, had it been executed twice, would explain the history. */
  readonly executedTwice?: readonly LocatedOperation[]
  /** Of a value that was found though nothing can have brought it by then: why, and what would have. */
  readonly origin?: {
    readonly kind: string
    readonly value: unknown
    readonly operations: readonly LocatedOperation[]
  }
  /** Another initial value that would explain the history, and the option that says it. */
  readonly hint?: { readonly initial: unknown; readonly text: string }
  /** Of transactions: the lines of those in {@link core}, in its order. */
  readonly lines?: readonly number[]
  /** What surrounds it in the history, for the page; not in the JSON. */
  readonly nearby?: Nearby<LocatedOperation>
  /** Elle's name of what transactions did. */
  readonly anomaly?: string
  /** Of all that was found, the worst first. */
  readonly anomalies?: readonly string[]
  readonly proof?: readonly Clause[]
}

/** The answer about one file. */
export interface FileVerdict {
  readonly file: string
  readonly valid: boolean | 'unknown'
  /** Null when nothing in the file tells it. */
  readonly model: string | null
  /** The level it was checked for; absent: linearizability. */
  readonly consistency?: string
  /** One sentence: what `valid` promises, and what it does not. */
  readonly promise?: string
  readonly operations: number
  /** Objects, or keys of transactions. */
  readonly partitions: number
  /** Lines that were read and are no events of clients; absent when there were none. */
  readonly skipped?: SkippedLines
  /** Milliseconds of checking, without reading; of a history that is decided while it is read, of both. */
  readonly millis: number
  readonly failure?: Failure
  /** Why nothing is known. */
  readonly because?: string
  /** All of it, to be browsed on the page; not in the JSON. */
  readonly whole?: PackedHistory
  /** What is wanting where nothing is known, for advice; not in the JSON. */
  readonly wanting?: 'time' | 'memory' | 'results'
}

/** A file that could not be checked. */
export interface FileError {
  readonly file: string
  readonly error: string
}
