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
]
