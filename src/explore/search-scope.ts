import type { Bounds } from './bounds.ts'
import type { Guide } from './guide.ts'
import type { PathEvent } from './path.ts'

/** What a search may take. */
export interface SearchLimits {
  /** Events of a run, at most. */
  readonly depth: number
  /** States in memory. */
  readonly states: number
}

/** What is searched. */
export interface SearchScope {
  readonly bounds: Bounds
  /**
   * Servers differ by nothing but their names, so that it does not matter which of those that did nothing yet is next.
   * Default: they differ.
   */
  readonly isSymmetric?: boolean
  /** What may happen to whom. Default: anything to anybody. */
  readonly guide?: Guide | undefined
  /** Where the search begins. Default: where all begins. */
  readonly from?: StateInRun | undefined
  /** What may come behind each state that is reached, beside what the search itself finds. Default: nothing. */
  readonly continues?: Continues | undefined
}

/** A state of a cluster as words, and the events that led to it. */
export interface StateInRun {
  readonly words: Int32Array
  readonly path: readonly PathEvent[]
}

/**
 * Events, known from elsewhere, that seem to break a property behind a state. `length`: its words, `depth`: how many events it is away from where the
 * search began.
 */
export type Continues = (
  words: Int32Array,
  length: number,
  depth: number,
) => readonly (readonly PathEvent[])[]

/** What came of a path that seemed to break a property: it does, nothing does, or its run ended with something else that is known. */
export type Judgement = 'breaks' | 'holds' | 'ended'

/** Why a search ended. `states`: there were more, or more messages under way, than it can hold. `exhausted`: there are no more states within the bounds. `depth`: nor of so many events. */
export type SearchEnd = 'exhausted' | 'depth' | 'states' | 'stopped' | 'found'
