import type { Told } from './told.ts'

/** What the diagnosis says of the bugs around the core of Raft: the rule that was not kept, which several of them break. */
export const edgeCauses: Readonly<Record<string, Told>> = {
  'snapshot-ends-one-too-late': {
    cause: 'snapshot-past-what-was-applied',
    rule: /ends with the last entry that its server has applied/,
  },
  'snapshot-of-entries-not-applied': {
    cause: 'snapshot-past-what-was-applied',
    rule: /ends with the last entry that its server has applied/,
  },
  'snapshot-goes-back': {
    cause: 'commit-index-set-back',
    rule: /only where it is greater than its own commitIndex/,
  },
  'compacted-past-snapshot': {
    cause: 'leader-counted-itself-before-its-disk',
    rule: /only once its disk has it/,
  },
  'members-kept-after-truncation': {
    cause: 'majorities-share-no-server',
    rule: /no two majorities decide/,
  },
  'members-not-taken-from-snapshot': {
    cause: 'majorities-share-no-server',
    rule: /no two majorities decide/,
  },
  'snapshot-counts-as-whole-log': {
    cause: 'counted-for-an-entry-it-does-not-have',
    rule: /once a majority of the servers have it/,
  },
  'snapshot-of-an-earlier-state': {
    cause: 'snapshot-of-another-state',
    rule: /the state that the entries up to its last one make/,
  },
  'snapshot-of-the-present-term': {
    cause: 'acknowledged-before-it-was-on-disk',
    rule: /stable storage before it acknowledges/,
  },
  'joint-new-majority-only': {
    cause: 'committed-without-a-majority',
    rule: /once a majority of the servers have it/,
  },
  'joint-old-majority-only': {
    cause: 'committed-without-a-majority',
    rule: /once a majority of the servers have it/,
  },
  'learners-counted': {
    cause: 'committed-without-a-majority',
    rule: /once a majority of the servers have it/,
  },
  'members-forgotten-at-restart': { cause: 'majorities-share-no-server', rule: /no two majorities decide/ },
  'members-from-commit-on': {
    cause: 'committed-without-a-majority',
    rule: /once a majority of the servers have it/,
  },
  'removed-leader-counts-itself': {
    cause: 'committed-without-a-majority',
    rule: /once a majority of the servers have it/,
  },
  'removed-servers-counted': {
    cause: 'committed-without-a-majority',
    rule: /once a majority of the servers have it/,
  },
  'several-servers-at-once': {
    cause: 'new-members-decide-before-both-majorities-agreed',
    rule: /§6, Figure 11/,
  },
  'two-changes-in-flight': {
    cause: 'second-change-before-the-first-was-committed',
    rule: /only once the one before it is committed/,
  },
  'pre-votes-count-as-votes': {
    cause: 'elected-without-a-majority',
    rule: /once a majority of the members have voted/,
  },
  'votes-broadcast': { cause: 'second-vote-in-a-term', rule: /at most one candidate in a term/ },
  'follower-reads-before-applying': {
    cause: 'read-answered-before-it-had-applied-enough',
    rule: /applied what its leader had committed/,
  },
  'read-index-for-later-reads': { cause: 'read-answered-by-a-follower-alone', rule: /that it still leads/ },
  'follower-reads-own-state': { cause: 'read-answered-by-a-follower-alone', rule: /that it still leads/ },
  'lease-longer-than-promise': { cause: 'read-answered-without-a-majority', rule: /that it still leads/ },
  'lease-not-kept-by-voters': { cause: 'read-answered-without-a-majority', rule: /that it still leads/ },
  'read-confirmed-by-any-answer': { cause: 'read-answered-without-a-majority', rule: /that it still leads/ },
  'expired-session-made-anew': { cause: 'retry-executed-again', rule: /does not execute it again/ },
  'failures-not-remembered': { cause: 'retry-executed-again', rule: /does not execute it again/ },
  'restored-sessions-live-longer': { cause: 'same-log-different-outcome', rule: /never from the clock/ },
  'retries-known-at-arrival-only': { cause: 'retry-executed-again', rule: /does not execute it again/ },
  'session-forgets-one-too-many': { cause: 'retry-executed-again', rule: /does not execute it again/ },
  'disk-acknowledges-early': {
    cause: 'leader-counted-itself-before-its-disk',
    rule: /only once its disk has it/,
  },
  'disk-empty-after-restart': { cause: 'vote-lost-in-a-restart', rule: /over restarts too/ },
  'first-state-after-restart-not-stored': { cause: 'vote-not-on-disk', rule: /over restarts too \(§5\.2/ },
  'last-record-lost-at-restart': { cause: 'acknowledged-entry-lost-in-a-crash', rule: /stable storage/ },
  'stale-records-replayed': { cause: 'acknowledged-entry-lost-in-a-crash', rule: /stable storage/ },
  'sync-before-write': {
    cause: 'leader-counted-itself-before-its-disk',
    rule: /only once its disk has it/,
  },
  'sync-covers-later-writes': {
    cause: 'leader-counted-itself-before-its-disk',
    rule: /only once its disk has it/,
  },
}

/** What it says of those that make a cluster stand still. */
export const edgeStalls: Readonly<Record<string, Told>> = {
  'inherited-entries-fill-the-log': {
    cause: 'nothing-of-its-own-term-to-commit',
    rule: /entries of earlier terms by one of its own/,
  },
  'newer-term-in-answers-ignored': { cause: 'newer-term-not-taken-over', rule: /leads no more \(§5\.1/ },
  'pre-vote-answered-in-own-term': { cause: 'pre-votes-granted-in-vain', rule: /thesis §9\.6/ },
  'last-applied-left-by-snapshot': { cause: 'committed-not-applied', rule: /applies each entry/ },
  'installed-snapshot-not-noted': { cause: 'snapshot-sent-again-and-again', rule: /§7; Figure 13/ },
}

/** A stall of which it says nothing: a client's call that a healthy leader refuses. */
export const stallsNotTold: readonly string[] = ['transfer-never-given-up']

/** Those of which it says nothing, and why. */
export const notTold: Readonly<Record<string, string>> = {
  'chunks-of-two-snapshots': 'an exception is no breach of a rule of Raft',
  'conflicts-kept-behind-snapshot': 'what a snapshot holds is not in the trace',
  'fence-not-kept': 'what a session keeps is not in the trace',
  'snapshot-image-after-its-index': 'what a snapshot holds is not in the trace',
  'snapshot-with-old-members': 'which members a snapshot names is not in the trace',
  'clients-share-a-session': 'what a session keeps is not in the trace',
  'retry-answered-as-done': 'what a session keeps is not in the trace',
  'retry-answered-with-latest-result': 'what a session keeps is not in the trace',
}

/** Whether it is one of them: the slow suites, which search for long, go through the bugs of the core only. */
export const isEdge = (id: string): boolean => id in edgeCauses || id in notTold
