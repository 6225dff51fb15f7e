/** What happened inside a run, for coverage marks and summaries. All count over all servers and incarnations. */
export interface InvariantCounts {
  /** Servers that stood for election: voted for themselves in a term. */
  readonly candidacies: number
  /** Leaders elected. */
  readonly elections: number
  /** Elections in a new highest term won by another server than the leader before. */
  readonly leaderChanges: number
  /** Leaders that stopped leading without a crash. */
  readonly stepDowns: number
  /** Votes for another server. */
  readonly votes: number
  /** Entries that appeared in a log; an entry counts once per server that gets it. */
  readonly appended: number
  /** Times that a log lost or replaced a suffix that it had not committed. */
  readonly truncations: number
  /** Indexes committed by the cluster. */
  readonly commits: number
  /** Entries applied, once per server that applies them. */
  readonly applied: number
  /** Times that the begin of a log moved forward. */
  readonly compactions: number
  /** Compactions beyond the end of the server's own log: a snapshot came from elsewhere. */
  readonly snapshotsInstalled: number
  readonly crashes: number
  /** Lives after the first. */
  readonly restarts: number
}

/** The counts while they are being made. */
export type Counting = { -readonly [Count in keyof InvariantCounts]: InvariantCounts[Count] }

export const zeroCounts = (): Counting => ({
  candidacies: 0,
  elections: 0,
  leaderChanges: 0,
  stepDowns: 0,
  votes: 0,
  appended: 0,
  truncations: 0,
  commits: 0,
  applied: 0,
  compactions: 0,
  snapshotsInstalled: 0,
  crashes: 0,
  restarts: 0,
})

/** A moment at which a fault hurts most; the fault injector aims by them. */
export type Trigger =
  | 'candidate' // it voted for itself
  | 'voted' // it voted for another
  | 'leader'
  | 'stepped-down'
  | 'proposed' // as leader it appended entries of its own term
  | 'appended' // as follower it got entries
  | 'truncated'
  | 'committed'
  | 'applied'

export type OnOccasion = (what: Trigger, node: number, step: number) => void
