import type { NodeId } from '../../src/base/node-id.ts'
import type { Cluster } from './cluster.ts'
import type { Invariant } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { however, letBe, thenMust } from './proof.ts'

/** How far a candidate's log went when it asked for votes. */
interface Candidacy {
  readonly lastTerm: number
  readonly lastIndex: number
  readonly step: number
}

/** Which of two logs is more up-to-date (§5.4.1): the last terms decide, then the lengths. */
const isOlder = (termA: number, indexA: number, termB: number, indexB: number): boolean =>
  termA !== termB ? termA < termB : indexA < indexB

/**
 * The election restriction (§5.4.1): a voter denies its vote if its own log is more up-to-date than that of
 * the candidate.
 *
 * The candidate's log is taken when it was seen voting for itself; the request may arrive much later, when
 * that log has long changed. A candidacy that a crash undid may be stood again with another log, and which
 * of the requests a vote answers does not show: that term of that server is judged no more. Where the voter's log moved in the very step of
 * its vote, what it compared is not known and nothing is said.
 */
export class ElectionRestriction implements Invariant {
  readonly property = 'election-restriction'
  readonly #cluster: Cluster
  /** By candidate and term. */
  readonly #candidacies: readonly Map<number, Candidacy>[]
  readonly #ordinals: ReadonlyMap<NodeId, number>

  constructor(cluster: Cluster) {
    this.#cluster = cluster
    this.#candidacies = cluster.members.map(() => new Map<number, Candidacy>())
    this.#ordinals = new Map(cluster.members.map((id, node) => [id, node]))
  }

  onLife(server: ObservedServer): void {
    const candidacies = this.#candidacies[server.node]
    if (candidacies === undefined) return
    for (const [term, { lastIndex, step }] of candidacies) {
      // no log is more up-to-date than this one
      if (term > server.currentTerm) candidacies.set(term, { lastTerm: Infinity, lastIndex, step })
    }
  }

  onVote(server: ObservedServer): void {
    const { votedFor } = server
    if (votedFor === null) return
    if (votedFor === server.id) this.#stands(server)
    else this.#votes(server, votedFor)
  }

  #stands(server: ObservedServer): void {
    this.#remember(server, server.log.lastTerm, server.log.lastIndex)
    // the step may have elected it as well, and the new leader's first entry is already in the log, or cut it
    if (server.endMoved) this.#remember(server, server.lastTermBefore, server.lastIndexBefore)
  }

  #remember(server: ObservedServer, lastTerm: number, lastIndex: number): void {
    const candidacies = this.#candidacies[server.node]
    const known = candidacies?.get(server.currentTerm)
    if (known !== undefined && !isOlder(known.lastTerm, known.lastIndex, lastTerm, lastIndex)) return
    candidacies?.set(server.currentTerm, { lastTerm, lastIndex, step: this.#cluster.step })
  }

  #votes(server: ObservedServer, candidate: NodeId): void {
    if (server.endMoved) return
    const ordinal = this.#ordinals.get(candidate)
    const candidacy = ordinal === undefined ? undefined : this.#candidacies[ordinal]?.get(server.currentTerm)
    if (candidacy === undefined) return
    const { lastIndex, lastTerm } = server.log
    // behind a snapshot whose last term nobody told there is nothing to compare
    if (lastTerm < 0 || candidacy.lastTerm < 0) return
    if (!isOlder(candidacy.lastTerm, candidacy.lastIndex, lastTerm, lastIndex)) return
    const { step } = this.#cluster
    const { id, currentTerm: term } = server
    const theirs = `(${candidacy.lastIndex}, term ${candidacy.lastTerm})`
    const own = `(${lastIndex}, term ${lastTerm})`
    this.#cluster.violated({
      property: this.property,
      shape: candidacy.lastTerm < lastTerm ? 'older-last-term' : 'shorter-log',
      headline: `${id} voted for ${candidate} in term ${term} although its own log ends at ${own} and the candidate's at ${theirs}`,
      proof: [
        letBe(`${candidate} stands in term ${term} with a log that ends at ${theirs}`, candidacy.step),
        letBe(`the log of ${id} ends at ${own}`, step),
        thenMust(`${id} denies its vote, because its own log is more up-to-date (§5.4.1)`),
        however(`${id} votes for ${candidate} in term ${term}`, step),
      ],
      facts: [
        { step: candidacy.step, node: candidate, field: 'log', index: candidacy.lastIndex },
        { step, node: id, field: 'log', index: lastIndex },
        { step, node: id, field: 'votedFor' },
      ],
    })
  }
}
