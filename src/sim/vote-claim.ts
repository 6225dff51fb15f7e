import type { LogEnd } from '../../checkers/invariants/monitor.ts'
import type { LensMessage } from '../subject/contract.ts'

/** Where the log of a candidate ends, as its request for votes says; undefined when the lens does not tell. */
export const claimIn = ({ lastIndex, lastTerm }: LensMessage): LogEnd | undefined =>
  lastIndex === undefined || lastTerm === undefined ? undefined : { lastIndex, lastTerm }
