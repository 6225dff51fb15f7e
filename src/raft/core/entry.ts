import type { Json } from '../../base/json.ts'
import type { Membership } from './membership.ts'

/** One entry of the replicated log (Raft paper §5.3). Never changed once made. */
export type Entry = {
  /** Position in the log, from 1. */
  readonly index: number
  /** Term of the leader that created it. */
  readonly term: number
  /** What the state machine is to do; null is the no-op with which a new leader begins its term (§8). */
  readonly command: Json
  /** A digest of the command, made by the leader that created the entry. */
  readonly digest: number
  /** Who decides from this entry on, for every log that holds it (§6); `command` is then null. */
  readonly membership?: Membership
}
