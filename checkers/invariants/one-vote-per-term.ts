import type { NodeId } from '../../src/base/node-id.ts'
import type { Cluster } from './cluster.ts'
import type { Invariant, MessageKind } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { however, letBe, thenMust } from './proof.ts'

/** A vote that left the server, or is about to: what it said to the others in a term. */
interface Ballot {
  readonly candidate: NodeId
  readonly step: number
  readonly life: number
  /** Whether a crash may no longer undo it. */
  binding: boolean
}

/**
 * Each server votes for at most one candidate in a given term (§5.2).
 *
 * Within a life `votedFor` may not change in a term. Over lives only what others could count binds: a grant
 * that was sent. A vote in memory that was never sent may be lost in a crash. A candidate that asks for
 * votes has not yet used its own: persistent state is due "before responding to RPCs" (Figure 2), and asking
 * responds to nothing; its vote binds once it is on disk, or once it leads by it.
 */
export class OneVotePerTerm implements Invariant {
  readonly property = 'one-vote-per-term'
  readonly #cluster: Cluster
  /** By server and term. */
  readonly #ballots: readonly Map<number, Ballot>[]
  /** Step at which a server's present vote was seen, by server. */
  readonly #votedAt: number[]

  constructor(cluster: Cluster) {
    this.#cluster = cluster
    this.#ballots = cluster.members.map(() => new Map<number, Ballot>())
    this.#votedAt = cluster.members.map(() => 0)
  }

  onLife(server: ObservedServer): void {
    this.#votedAt[server.node] = this.#cluster.step
  }

  onVote(server: ObservedServer, before: NodeId | null, termBefore: number): void {
    const { step } = this.#cluster
    const since = this.#votedAt[server.node] as number
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

  onLeader(server: ObservedServer): void {
    this.#bind(server, server.currentTerm)
  }

  onDurable(server: ObservedServer, currentTerm: number, votedFor: NodeId | null): void {
    if (votedFor === server.id) this.#bind(server, currentTerm)
  }

  onSent(
    server: ObservedServer,
    kind: MessageKind,
    term: number,
    granted: boolean,
    candidate: NodeId | undefined,
  ): void {
    if (kind === 'request-vote') this.#cast(server, term, server.id, false)
    else if (kind === 'vote' && granted && candidate !== undefined) this.#cast(server, term, candidate, true)
  }

  #bind(server: ObservedServer, term: number): void {
    const ballot = this.#ballots[server.node]?.get(term)
    if (ballot !== undefined && ballot.candidate === server.id) ballot.binding = true
  }

  #cast(server: ObservedServer, term: number, candidate: NodeId, binding: boolean): void {
    const ballots = this.#ballots[server.node]
    const earlier = ballots?.get(term)
    const { step } = this.#cluster
    if (earlier === undefined) {
      ballots?.set(term, { candidate, step, life: server.life, binding })
      return
    }
    if (earlier.candidate === candidate) {
      if (binding) earlier.binding = true
      return
    }
    if (!earlier.binding && earlier.life !== server.life) {
      ballots?.set(term, { candidate, step, life: server.life, binding })
      return
    }
    this.#violated(server, term, earlier, candidate)
  }

  #violated(server: ObservedServer, term: number, earlier: Ballot, candidate: NodeId): void {
    const { step } = this.#cluster
    const { id } = server
    const restarted = earlier.life !== server.life
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
