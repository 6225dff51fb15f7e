import { elementAt } from '../../src/base/element-at.ts'
import type { NodeId } from '../../src/base/node-id.ts'
import type { ObservedCluster } from './observed-cluster.ts'
import type { Invariant, MessageKind } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { however, letBe, thenMust } from './proof.ts'

/** A vote that left the server: what it said to the others in a term. */
interface Ballot {
  readonly candidate: NodeId
  readonly step: number
  readonly incarnation: number
}

/**
 * Each server votes for at most one candidate in a given term (§5.2).
 *
 * Within an incarnation `votedFor` may not change in a term. Over incarnations only what others could count binds: a grant
 * that was sent, and a request for votes, which says that its sender votes for itself. A vote in memory that
 * never left the server may be lost in a crash. Asking binds although it answers nothing: a candidate that
 * asks before its term is on disk can stand again in that term after a crash, with a shorter log, and be
 * elected by the votes that were given to the longer one.
 */
export class OneVotePerTerm implements Invariant {
  readonly property = 'one-vote-per-term'
  readonly #cluster: ObservedCluster
  /** By server and term. */
  readonly #ballots: readonly Map<number, Ballot>[]
  /** Step at which a server's present vote was seen, by server. */
  readonly #votedAt: number[]

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster
    this.#ballots = cluster.members.map(() => new Map<number, Ballot>())
    this.#votedAt = cluster.members.map(() => 0)
  }

  onIncarnation(server: ObservedServer): void {
    this.#votedAt[server.node] = this.#cluster.step
  }

  onVote(server: ObservedServer, before: NodeId | null, termBefore: number): void {
    const { step } = this.#cluster
    const since = elementAt(this.#votedAt, server.node)
    this.#votedAt[server.node] = step
    if (before === null || termBefore !== server.currentTerm) return
    const { id, currentTerm: term, votedFor } = server
    const now = votedFor === null ? 'has no vote' : `votes for ${votedFor}`
    this.#cluster.violated({
      property: this.property,
      shape: votedFor === null ? 'vote-forgotten' : 'vote-changed',
      headline:
        votedFor === null
          ? `${id} forgot in term ${term} that it had voted for ${before}`
          : `${id} voted for ${before} and then for ${votedFor} in term ${term}`,
      proof: [
        letBe(`${id} has voted for ${before} in term ${term}`, since),
        thenMust(`in term ${term} it keeps that vote (§5.2: at most one candidate in a given term)`),
        however(`${id} ${now}, still in term ${term} and without a restart`, step),
      ],
      facts: [
        { step: since, node: id, field: 'votedFor' },
        { step, node: id, field: 'votedFor' },
      ],
    })
  }

  onSent(
    server: ObservedServer,
    kind: MessageKind,
    term: number,
    granted: boolean,
    candidate: NodeId | undefined,
  ): void {
    if (kind === 'request-vote') this.#cast(server, term, server.id)
    else if (kind === 'vote' && granted && candidate !== undefined) this.#cast(server, term, candidate)
  }

  #cast(server: ObservedServer, term: number, candidate: NodeId): void {
    const ballots = this.#ballots[server.node]
    const earlier = ballots?.get(term)
    if (earlier === undefined)
      ballots?.set(term, { candidate, step: this.#cluster.step, incarnation: server.incarnation })
    else if (earlier.candidate !== candidate) this.#violated(server, term, earlier, candidate)
  }

  #violated(server: ObservedServer, term: number, earlier: Ballot, candidate: NodeId): void {
    const { step } = this.#cluster
    const { id } = server
    const restarted = earlier.incarnation !== server.incarnation
    const first =
      earlier.candidate === id ? 'asked for votes for itself' : `granted its vote to ${earlier.candidate}`
    const second = candidate === id ? 'asks for votes for itself' : `grants its vote to ${candidate}`
    this.#cluster.violated({
      property: this.property,
      shape: restarted ? 'two-votes-over-restart' : 'two-votes',
      headline: `${id} voted for ${earlier.candidate} and for ${candidate} in term ${term}${restarted ? ', with a restart between' : ''}`,
      proof: [
        letBe(`${id} ${first} in term ${term}`, earlier.step),
        thenMust(
          restarted
            ? 'currentTerm and votedFor are on disk before anybody may count the vote, so a restart keeps them (Figure 2)'
            : `in term ${term} it votes for nobody else (§5.2: at most one candidate in a given term)`,
        ),
        however(`${id} ${second} in term ${term}`, step),
      ],
      facts: [
        { step: earlier.step, node: id, field: 'votedFor' },
        { step, node: id, field: 'votedFor' },
      ],
    })
  }
}
