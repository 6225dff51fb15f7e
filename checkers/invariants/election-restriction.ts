import type { NodeId } from '../../src/base/node-id.ts'
import { Candidacies, type Candidacy } from './candidacies.ts'
import type { ObservedCluster } from './observed-cluster.ts'
import type { Invariant, LogEnd, MessageKind } from './invariant.ts'
import { LeastLogEnds } from './least-log-ends.ts'
import { isOlder } from './log-end.ts'
import type { ObservedServer } from './observed-server.ts'
import { isCount } from './well-formed.ts'
import { however, letBe, thenMust } from './proof.ts'

/**
 * The election restriction (§5.4.1): a voter denies its vote if its own log is more up-to-date than that of
 * the candidate.
 *
 * A view shows neither when a candidate asked nor when a vote was given, so both sides get the benefit of the
 * doubt, between the first sight of the term and that of the vote. For example, n1 writes its vote for itself to
 * disk and asks after that; an append that was under way finishes in between, and its log is longer than when it was
 * first seen standing. Or n3 votes for n1, writes that to disk, and shows it after that; n2, elected in the same
 * term, has sent it entries meanwhile, and its log is now longer than n1's. So the candidate is taken at the most it
 * may have claimed ({@link Candidacies}; exactly what it said, where a lens reads its requests), the voter at the
 * least it had ({@link LeastLogEnds}). Entries of the term itself count on neither side.
 *
 * Where the voter's log moved in the very step of its vote, what it compared is not known and nothing is said.
 */
export class ElectionRestriction implements Invariant {
  readonly property = 'election-restriction'
  readonly #cluster: ObservedCluster
  readonly #candidacies: Candidacies
  readonly #leastEnds: LeastLogEnds
  readonly #ordinals: ReadonlyMap<NodeId, number>
  /** Who was seen to lead each term. */
  readonly #leaders = new Map<number, ObservedServer>()
  /** The highest term in which a vote was judged, by voter: it may show, and then go out as a message. */
  readonly #judged: number[]

  constructor(cluster: ObservedCluster) {
    const { members, servers } = cluster
    this.#cluster = cluster
    this.#candidacies = new Candidacies(servers.length)
    this.#leastEnds = new LeastLogEnds(servers)
    this.#ordinals = new Map(members.map((id, node) => [id, node]))
    this.#judged = members.map(() => 0)
  }

  onIncarnation(server: ObservedServer): void {
    this.#candidacies.undo(server)
  }

  onTerm(server: ObservedServer): void {
    this.#leastEnds.saw(server.currentTerm)
    this.#candidacies.enters(server)
  }

  onVote(server: ObservedServer): void {
    const { votedFor } = server
    if (votedFor === null) return
    const { currentTerm } = server
    if (votedFor === server.id)
      this.#candidacies.stands(server, this.#leaders.get(currentTerm), this.#cluster.step)
    else if (!server.endMoved) this.#judge(server, votedFor)
  }

  onLeader(server: ObservedServer): void {
    if (!this.#leaders.has(server.currentTerm)) this.#leaders.set(server.currentTerm, server)
  }

  onIndexes(server: ObservedServer): void {
    this.#leastEnds.follow(server)
    this.#candidacies.moved(server)
    const { node, currentTerm } = server
    if (this.#candidacies.of(node, currentTerm) !== undefined)
      this.#candidacies.follow(server, this.#cluster.step)
  }

  onSent(
    server: ObservedServer,
    kind: MessageKind,
    term: number,
    granted: boolean,
    candidate: NodeId | undefined,
    claim: LogEnd | undefined,
  ): void {
    if (kind === 'request-vote') {
      this.#leastEnds.saw(term)
      if (claim === undefined || !isCount(claim.lastIndex) || !isCount(claim.lastTerm)) return
      this.#candidacies.claims(server, term, claim, this.#cluster.step)
    } else if (kind === 'vote' && granted && candidate !== undefined && server.live !== undefined) {
      // shown before, but perhaps no more than carried over from the term before
      if (server.currentTerm === term && server.votedFor === candidate) this.#judge(server, candidate)
    }
  }

  #judge(server: ObservedServer, candidate: NodeId): void {
    const { node, currentTerm: term } = server
    if (this.#judged[node] === term) return
    const ordinal = this.#ordinals.get(candidate)
    const candidacy = ordinal === undefined ? undefined : this.#candidacies.of(ordinal, term)
    if (candidacy === undefined) return
    this.#judged[node] = term
    const own = this.#leastEnds.of(term, server)
    // behind a snapshot whose last term nobody told, or that reaches into the term itself, nothing can be compared
    if (own.lastTerm < 0 || own.lastTerm >= term) return
    if (isOlder(candidacy, own)) this.#violated(server, candidate, candidacy, own)
  }

  #violated(server: ObservedServer, candidate: NodeId, candidacy: Candidacy, ownEnd: LogEnd): void {
    const { step } = this.#cluster
    const { id, currentTerm: term } = server
    const theirs = `(${candidacy.lastIndex}, term ${candidacy.lastTerm})`
    const own = `(${ownEnd.lastIndex}, term ${ownEnd.lastTerm})`
    this.#cluster.violated({
      property: this.property,
      shape: candidacy.lastTerm < ownEnd.lastTerm ? 'older-last-term' : 'shorter-log',
      headline: `${id} voted for ${candidate} in term ${term} although its own log ends at ${own} and the candidate's at ${theirs}`,
      proof: [
        letBe(
          `${candidate} ${candidacy.claimed ? 'asks for votes' : 'stands'} in term ${term} with a log that ends at ${theirs}`,
          candidacy.step,
        ),
        letBe(`the log of ${id} ends at ${own}`, step),
        thenMust(`${id} denies its vote, because its own log is more up-to-date (§5.4.1)`),
        however(`${id} votes for ${candidate} in term ${term}`, step),
      ],
      facts: [
        { step: candidacy.step, node: candidate, field: 'log', index: candidacy.lastIndex },
        { step, node: id, field: 'log', index: ownEnd.lastIndex },
        { step, node: id, field: 'votedFor' },
      ],
    })
  }
}
