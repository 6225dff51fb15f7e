import type { KnownCount } from '../src/record/known-count.ts'

/** One of the two targets of a comparison. */
export type Side = 'a' | 'b'

/** Both, in the order in which everything is said. */
export const sides: readonly Side[] = ['a', 'b']

/** What one target came to. */
export interface ComparedTarget {
  /** The target as the user names it. */
  readonly target: string
  readonly runs: number
  readonly failed: number
  /** Runs that proved nothing, with the reason. */
  readonly undecided: readonly {
    readonly scenario: string
    readonly seed: string
    readonly because: string
  }[]
  /** Runs that went on past each signature that is known, 0 where none did; absent: nothing is known. */
  readonly known?: readonly KnownCount[]
  /** Seeds that gave another digest when they ran again: nothing was run after them. */
  readonly diverged: readonly string[]
  /** Why runs that were asked for were not made. */
  readonly notMade: readonly string[]
}

/** How a target shows a signature. */
export interface Shown {
  /** Runs that it fails. */
  readonly runs: number
  /** The first of them. */
  readonly scenario: string
  readonly seed: string
  readonly token: string
  readonly reportPath?: string
}

/** A signature that at least one of the targets shows. */
export interface ComparedSignature {
  readonly signature: string
  readonly shownBy: Side | 'both'
  readonly a?: Shown
  readonly b?: Shown
}

/** A scenario that one of the targets cannot do, or neither, and so none did. */
export interface LeftOutOfBoth {
  readonly scenario: string
  readonly a?: readonly string[]
  readonly b?: readonly string[]
}

/** Two targets on the same scenarios and seeds. */
export interface Comparison {
  readonly seed: string
  /** Runs of each scenario, on each target. */
  readonly runs: number
  readonly scenarios: readonly string[]
  /** Runs that gave the same digest on both: every step and every answer the same. */
  readonly alike: number
  readonly a: ComparedTarget
  readonly b: ComparedTarget
  /** Those of `a` alone, then those of `b` alone, then those of both; in each the most frequent first. */
  readonly signatures: readonly ComparedSignature[]
  readonly leftOut: readonly LeftOutOfBoth[]
}
