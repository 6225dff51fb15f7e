import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { CodedOutcome } from '../../record/operation.ts'

/** What is submitted: a call, alone (client and sequence 0) or as a numbered request of a session. */
export interface Command {
  readonly client: number
  readonly sequence: number
  /** Every request of the session below this number has been answered or given up. */
  readonly acknowledged?: number
  readonly call: Json
}

/** Where a server stands, in the words of Figure 2. */
export interface ConsensusStatus {
  readonly id: NodeId
  readonly role: 'follower' | 'candidate' | 'leader'
  readonly term: number
  readonly leader: NodeId | null
  readonly firstIndex: number
  readonly lastIndex: number
  readonly commitIndex: number
  readonly lastApplied: number
  /** Who votes; while membership changes, old and new together. */
  readonly voters: readonly NodeId[]
  readonly learners: readonly NodeId[]
  /** What the last change of membership carried along: see `AddressBook`. */
  readonly context?: Json
}

/** The replicated service as the client API sees it. */
export interface Consensus {
  /**
   * `done` is called at most once, within the call or later: `ok` and `fail` with the service's result;
   * `fail` also for what was not taken (`not-leader`, `temporarily-unavailable`); `info` when the fate is unknown.
   */
  submit(command: Command, done: (outcome: CodedOutcome<Json>) => void): void
  status(): ConsensusStatus
}

/** The same as the other servers see it. */
export interface Peer {
  /** What is wrong with a message from another server; undefined when nothing is. To be asked before each `receive`. */
  faultOf(from: NodeId, message: Json): string | undefined
  /** Takes a message in which there is no fault. */
  receive(from: NodeId, message: Json): void
}
