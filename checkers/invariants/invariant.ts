import type { NodeId } from '../../src/base/node-id.ts'
import type { CommittedEntry } from './committed-ledger.ts'
import type { ObservedServer } from './observed-server.ts'

/** What a message is in the Raft paper's terms, where the subject's wire format is known. */
export type MessageKind = 'request-vote' | 'vote' | 'append' | 'append-reply' | 'snapshot' | 'other'

/** Where a log ends: what a candidate claims of its own when it asks for votes. */
export interface LogEnd {
  readonly lastIndex: number
  readonly lastTerm: number
}

/**
 * One property that every run of a correct Raft keeps. It implements the hooks it needs; hooks run in the
 * order in which they stand here. When a hook runs, the server shows what it has after the change, but for
 * `onTruncate`, which still finds the entries that are about to go.
 */
export interface Invariant {
  /** Kebab-case name, as verdicts carry it. */
  readonly property: string

  /** A field holds what no Raft state can hold; nothing else of this observation is looked at. */
  onMalformed?(server: ObservedServer, field: string, seen: string): void
  /** An incarnation began; the server shows what it reloaded. */
  onIncarnation?(server: ObservedServer): void
  onTerm?(server: ObservedServer, before: number): void
  /** Entries from `from` on go, or are replaced; compaction is not meant. */
  onTruncate?(server: ObservedServer, from: number): void
  /** The log now begins after `index`, and the server says that the entry there had this term. */
  onBoundary?(server: ObservedServer, index: number, term: number): void
  /** An entry stands in the log that was not there before. `previousTerm` is -1 when it is not known. */
  onEntry?(server: ObservedServer, index: number, term: number, digest: number, previousTerm: number): void
  /**
   * `votedFor`, or the term it belongs to, changed within an incarnation. Not called for a vote that may only have been
   * carried over from the term before; see `voteCarriedOver`.
   */
  onVote?(server: ObservedServer, before: NodeId | null, termBefore: number): void
  onLeader?(server: ObservedServer): void
  onCommitIndex?(server: ObservedServer, before: number): void
  /** The server committed an entry it has; `first` when nobody was seen to commit that index before. */
  onCommit?(
    server: ObservedServer,
    term: number,
    digest: number,
    committed: CommittedEntry,
    first: boolean,
  ): void
  onLastApplied?(server: ObservedServer, before: number): void
  onApply?(server: ObservedServer, index: number, term: number, digest: number): void
  /** After a change of the log's end, `commitIndex` or `lastApplied`, and at the begin of an incarnation. */
  onIndexes?(server: ObservedServer): void
  /** A leader's `matchIndex` for a peer is not what it was; `before` is -1 when there was none in this term. */
  onMatchIndex?(server: ObservedServer, peer: number, before: number, after: number): void

  /** A disk held this committed entry and holds it no more. */
  onDurableLoss?(server: ObservedServer, committed: CommittedEntry): void
  onSent?(
    server: ObservedServer,
    kind: MessageKind,
    term: number,
    granted: boolean,
    candidate: NodeId | undefined,
    claim: LogEnd | undefined,
  ): void
  onExecuted?(server: ObservedServer, index: number, client: string | number, sequence: number): void
  /** The state machine of the server begins from scratch. */
  onReset?(server: ObservedServer): void
}

type Having<Hook extends keyof Invariant> = Invariant & Required<Pick<Invariant, Hook>>

const having = <Hook extends keyof Invariant>(
  invariants: readonly Invariant[],
  hook: Hook,
): readonly Having<Hook>[] =>
  invariants.filter((invariant): invariant is Having<Hook> => invariant[hook] !== undefined)

/** Who listens to what, worked out once, so that an event asks nobody who would not answer. */
export class Hooks {
  readonly malformed: readonly Having<'onMalformed'>[]
  readonly incarnation: readonly Having<'onIncarnation'>[]
  readonly term: readonly Having<'onTerm'>[]
  readonly truncate: readonly Having<'onTruncate'>[]
  readonly boundary: readonly Having<'onBoundary'>[]
  readonly entry: readonly Having<'onEntry'>[]
  readonly vote: readonly Having<'onVote'>[]
  readonly leader: readonly Having<'onLeader'>[]
  readonly commitIndex: readonly Having<'onCommitIndex'>[]
  readonly commit: readonly Having<'onCommit'>[]
  readonly lastApplied: readonly Having<'onLastApplied'>[]
  readonly apply: readonly Having<'onApply'>[]
  readonly indexes: readonly Having<'onIndexes'>[]
  readonly matchIndex: readonly Having<'onMatchIndex'>[]
  readonly durableLoss: readonly Having<'onDurableLoss'>[]
  readonly sent: readonly Having<'onSent'>[]
  readonly executed: readonly Having<'onExecuted'>[]
  readonly reset: readonly Having<'onReset'>[]

  constructor(invariants: readonly Invariant[]) {
    this.malformed = having(invariants, 'onMalformed')
    this.incarnation = having(invariants, 'onIncarnation')
    this.term = having(invariants, 'onTerm')
    this.truncate = having(invariants, 'onTruncate')
    this.boundary = having(invariants, 'onBoundary')
    this.entry = having(invariants, 'onEntry')
    this.vote = having(invariants, 'onVote')
    this.leader = having(invariants, 'onLeader')
    this.commitIndex = having(invariants, 'onCommitIndex')
    this.commit = having(invariants, 'onCommit')
    this.lastApplied = having(invariants, 'onLastApplied')
    this.apply = having(invariants, 'onApply')
    this.indexes = having(invariants, 'onIndexes')
    this.matchIndex = having(invariants, 'onMatchIndex')
    this.durableLoss = having(invariants, 'onDurableLoss')
    this.sent = having(invariants, 'onSent')
    this.executed = having(invariants, 'onExecuted')
    this.reset = having(invariants, 'onReset')
  }
}
