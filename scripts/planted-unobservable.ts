/** A mistake that is known from elsewhere, and why nothing shows it in the built-in Raft. */
interface Unobservable {
  readonly id: string
  readonly why: string
}

/** What was tried, or thought through, and is planted nowhere: a bug that nobody can see is no test of the harness. */
export const unobservable: readonly Unobservable[] = [
  {
    id: 'leader-votes',
    why: 'who stands or leads has voted for itself in the term: without looking at its role it denies its vote because that is given (daos-stack/raft#70 needs a vote that is not recorded)',
  },
  {
    id: 'vote-for-older-term',
    why: 'the answer carries the voter’s own, newer term, which ends the candidacy; the vote itself stays the only one of its term',
  },
  {
    id: 'vote-refused-when-asked-again',
    why: 'a candidate asks each voter once in a term; who asks twice has its vote already, and a refusal takes none away',
  },
  {
    id: 'own-vote-before-fsync',
    why: 'requests for votes wait for the same write, so no other vote is there before it; a server alone is all of its quorum and of those who could forget',
  },
  {
    id: 'candidate-stays-candidate',
    why: 'it takes what the leader of its term sends all the same, its vote is its own, and the votes it may still get are those of a minority',
  },
  {
    id: 'timer-reset-on-anything',
    why: 'timeouts are drawn anew each time: one with the newest log comes first in the end, within a few elections',
  },
  {
    id: 'vote-needs-both-newer',
    why: 'two logs that refuse each other, one longer and one of a newer term, must both be at every majority: not seen in 2,248 runs, as with a third server one of them has its vote',
  },
  {
    id: 'quorum-of-all',
    why: 'liveness is asked for after all faults have ended, when all servers are there; what a minority that is down may not stop is looked at in no scenario',
  },
  { id: 'commit-waits-for-all', why: 'as `quorum-of-all`' },
  {
    id: 'prev-zero-always-matches',
    why: 'entries at or below the base of a compacted log are skipped when a message is taken, whatever its prevIndex: they are committed, hence equal',
  },
  {
    id: 'only-first-entry-compared',
    why: 'a leader goes back to the first index at which the logs may differ, so a message whose first entry is there already has no other one that conflicts; an older one is of an older term, and refused (2,061 runs)',
  },
  {
    id: 'next-index-too-low',
    why: 'a leader that begins too low, or goes back for a late refusal, sends entries again that are there: the follower skips them (next ≤ match is against Figure 2 and breaks nothing here)',
  },
  {
    id: 'commit-from-own-term-back',
    why: 'a leader’s commit index that is not the maximum of old and new could only fall to an entry of its own term below one that it has committed, and matchIndex does not fall',
  },
  {
    id: 'commit-forgotten-at-snapshot',
    why: 'after a restart commitIndex may be below lastApplied until the leader says more: what is in a snapshot was committed, so the invariant allows it (330 runs)',
  },
  {
    id: 'ack-before-apply',
    why: 'entries are applied in the step that commits them: there is nothing between commit and result',
  },
  {
    id: 'no-recheck-after-removal',
    why: 'each answer makes the leader count anew with the members of the moment, and heartbeats are always answered',
  },
  {
    id: 'snapshot-no-commit',
    why: 'the checker lets commitIndex lag behind a snapshot that was installed: a correct Raft may learn it with the next heartbeat',
  },
  {
    id: 'log-compacted-before-snapshot-is-durable',
    why: 'records of the write-ahead log stay until the checkpoint is durable, which is after the snapshot',
  },
  {
    id: 'snapshot-ends-one-too-early',
    why: 'the entry is applied twice, and sessions answer the second time',
  },
  {
    id: 'pre-vote-rejects-leader',
    why: 'who refuses forgets its leader at its own election timeout: an election is later, none fails',
  },
  {
    id: 'check-quorum-refuses-at-start',
    why: 'it is what the built-in Raft does: a server that restarts may have promised a leader not to vote',
  },
  {
    id: 'no-check-quorum',
    why: 'a lease ends by itself; without one a leader that reaches nobody commits nothing',
  },
  {
    id: 'removed-leader-stays',
    why: 'it commits its removal without counting itself, as the thesis allows (§4.2.2)',
  },
  {
    id: 'transfer-too-early',
    why: 'who was asked to stand loses its election, and the leader is elected again: a delay',
  },
  {
    id: 'retry-result-missing',
    why: 'a retry that is known and whose result is gone is answered as unknown, which is true',
  },
  {
    id: 'io-completions-reordered',
    why: 'of completions the core takes the latest, in whatever order they come',
  },
  {
    id: 'stale-message-delivered-again',
    why: 'any correct Raft bears it: it is what networks do, and what `duplicates` of scenarios does',
  },
  {
    id: 'chunks-from-two-leaders',
    why: 'images of one snapshot index are equal on all servers, whoever sends their parts',
  },
  {
    id: 'partial-partition-livelock',
    why: 'it is a setting, not a rule: without pre-votes and check-quorum a server that is cut off by one disturbs the others',
  },
  {
    id: 'handler-error-leaves-paused',
    why: 'neither a rule nor an environment of a server can express it; `no-exception` judges handlers of strangers',
  },
  {
    id: 'lease-from-the-answer',
    why: 'not found in a minute, so not planted: the window is a few milliseconds wide',
  },
  {
    id: 'read-confirmed-by-an-earlier-round',
    why: 'not found in a minute, so not planted: an answer has to come late at a leader that is deposed meanwhile',
  },
  {
    id: 'joint-dropped-from-snapshot',
    why: 'not found in a minute, so not planted: snapshots seldom fall between the two changes of a joint phase',
  },
]
