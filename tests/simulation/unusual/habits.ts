/** What a correct Raft may do otherwise than most. All false or 0: the usual. */
export interface Habits {
  /** Shows a vote so many milliseconds after it was cast, or its own candidacy after it asked. */
  readonly votesShownAfter: number
  /** Shows the vote of an earlier term until it casts another. */
  readonly keepsOldVote: boolean
  /** Shows a newer term at once, and that it does not lead any more so many milliseconds later. */
  readonly stepsDownAfter: number
  /** Compacts its log when so many entries are applied; `uneven`: each server at another number. */
  readonly snapshotEvery: number
  readonly uneven: boolean
  /** Shows `snapshotIndex`, `snapshotTerm`, `matchIndex`, `leader`, `members` and `stateDigest`. */
  readonly showsMore: boolean
  /** After a restart, and with a snapshot, `commitIndex` stays where it is until a leader tells. */
  readonly commitFromZero: boolean
  /** Asks whether it would be elected before it stands, shown as what. */
  readonly preVote: 'none' | 'follower' | 'candidate'
  /** A new leader appends nothing of its own. */
  readonly noNoop: boolean
  /** A newer term is on disk only once the server votes or has entries of it. */
  readonly volatileTerm: boolean
  /** Each write stands in the log twice, as if a client had sent it again, and is executed once. */
  readonly twice: boolean
  /** Waiting calls are answered `info` as soon as leadership is lost. */
  readonly infoOnLoss: boolean
  /** The last server hears and says nothing in its first so many milliseconds. */
  readonly joinsAfter: number
  /** Works when it is stopped, on what is gone. */
  readonly worksWhenStopped: boolean
  /** Waits for its own disk before it sends entries. */
  readonly syncsBeforeSending: boolean
  /** Sets `commitIndex` to what the leader says, whether the entries are there or not. */
  readonly commitUnclamped: boolean
  /** Takes a snapshot when an operator asks. */
  readonly onRequest: boolean
  /** Remembers what each client was answered last, and executes a request once however often it is sent. */
  readonly sessions: boolean
}

export const usual: Habits = {
  votesShownAfter: 0,
  keepsOldVote: false,
  stepsDownAfter: 0,
  snapshotEvery: 0,
  uneven: false,
  showsMore: false,
  commitFromZero: false,
  preVote: 'none',
  noNoop: false,
  volatileTerm: false,
  twice: false,
  infoOnLoss: false,
  joinsAfter: 0,
  worksWhenStopped: false,
  syncsBeforeSending: false,
  commitUnclamped: false,
  onRequest: false,
  sessions: false,
}

/** A mistake, planted to see that it is still found where a habit might hide it. */
export interface Mistakes {
  /** Grants a vote without a look at the candidate's log. */
  readonly votesBlindly?: boolean
  /** Does not write its vote to disk. */
  readonly forgetsVote?: boolean
  /** Counts replicas of entries of earlier terms. */
  readonly commitsOldTerms?: boolean
  /** Acknowledges entries before they are on disk. */
  readonly acknowledgesEarly?: boolean
  /** Sends entries when there is something new only: heartbeats are empty. */
  readonly neverCatchesUp?: boolean
  /** Applies each entry once more after a restart from a snapshot. */
  readonly appliesOtherwise?: boolean
  /** Takes entries from a leader of an earlier term. */
  readonly takesOldAppends?: boolean
  /**
   * What is wrong with its sessions. `lost-with-snapshot`: snapshots do not hold them. `at-the-leader`: it remembers
   * only what it answered itself, as a leader, in memory. `by-sequence-alone`: it does not tell clients apart.
   */
  readonly sessions?: 'lost-with-snapshot' | 'at-the-leader' | 'by-sequence-alone'
}
