import type { NodeId } from '../base/node-id.ts'

export type Role = 'follower' | 'candidate' | 'leader'

/** A log entry as an observer sees it: where it stands, and a digest that tells its command from another. */
export interface EntryView {
  readonly index: number
  readonly term: number
  readonly digest: string
}

/** What a subject shows of its memory, in the Raft paper's words (Figure 2). */
export interface NodeView {
  readonly role: Role
  readonly currentTerm: number
  readonly votedFor: NodeId | null
  /** The entries from `firstIndex` on, in order, without holes. */
  readonly log: readonly EntryView[]
  /** Index of the first entry still in the log; 1 until something is compacted. */
  readonly firstIndex: number
  readonly commitIndex: number
  readonly lastApplied: number
}
