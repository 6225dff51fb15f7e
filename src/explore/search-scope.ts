import type { Bounds } from './bounds.ts'
import type { Guide } from './guide.ts'

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
}

/** What came of a path that seemed to break a property: it does, nothing does, or its run ended with something else that is known. */
export type Judgement = 'breaks' | 'holds' | 'ended'

/** Why a search ended. `states`: there were more, or more messages under way, than it can hold. `exhausted`: there are no more states within the bounds. `depth`: nor of so many events. */
export type SearchEnd = 'exhausted' | 'depth' | 'states' | 'stopped' | 'found'
