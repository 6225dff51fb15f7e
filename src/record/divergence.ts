import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'

/** The first thing in which two runs of one seed differ. */
export interface Difference {
  /** `event`: what happens; `message`: what is sent; `state`: what a server shows; `answer`: what a client hears. */
  readonly kind: 'event' | 'message' | 'state' | 'answer'
  /** The step, from 1, of both runs; the last one of the shorter where that ends first. */
  readonly step: number
  /** When it was, in the one and in the other. */
  readonly times: readonly [Micros, Micros]
  /** The server whose code made the difference, where it is of one. */
  readonly node?: NodeId
  /** What differs: `the message from n1 to n2`, `currentTerm of n2`. */
  readonly what: string
  /** Where in it, such as `.entries[0].id`; empty: all of it. */
  readonly path: string
  /** What differs in words, in the one and in the other. */
  readonly values: readonly [string, string]
  /** The values themselves where they are JSON, for a guess at the cause. */
  readonly raw?: readonly [unknown, unknown]
}

/** A run that came out otherwise when it was made again. */
export interface Divergence {
  readonly scenario: string
  readonly target: string
  readonly seed: string
  /** Its digest, each time it was made, in that order. */
  readonly digests: readonly string[]
  /** Absent: the runs that were looked into agree with each other. */
  readonly difference?: Difference
  /** Likely first. */
  readonly causes: readonly string[]
  /** What one of them broke and another did not, or all; nothing of it is reported. */
  readonly broke: readonly string[]
}
