import type { Bounds } from './bounds.ts'
import type { Identity } from './lone-server.ts'
import type { SearchEnd } from './search-scope.ts'

/** One search within bounds, and how it ended. */
export interface Round {
  readonly bounds: Bounds
  readonly end: SearchEnd
  /** Distinct states, and events that lead from one to another. */
  readonly states: number
  readonly events: number
  /** Events of the longest runs. */
  readonly depth: number
  /** Distinct states of single servers, and how often code of the target ran to find them. */
  readonly serverStates: number
  readonly executions: number
  /** How states of a server were told apart. */
  readonly identity: Identity
  readonly millis: number
}
