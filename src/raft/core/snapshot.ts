import type { Membership } from './membership.ts'

/** The entry just before a log's first: the last one that was compacted away; index and term 0 if none was. */
export type LogBase = {
  readonly index: number
  readonly term: number
}

/** What a snapshot replaces: all entries up to `index`; and who the members were there (§7). */
export type SnapshotMeta = LogBase & {
  readonly membership: Membership
}

/** A snapshot that comes in, chunk by chunk. */
export type IncomingSnapshot = LogBase & {
  /** Term of the leader that sends it: the images of two leaders may differ in their bytes. */
  readonly leaderTerm: number
  /** Characters that are there. */
  offset: number
}
