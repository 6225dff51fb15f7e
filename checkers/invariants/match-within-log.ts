import type { ObservedCluster } from './observed-cluster.ts'
import type { Invariant } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { however, letBe, thenMust } from './proof.ts'

/**
 * `matchIndex` is the highest entry known to be replicated (Figure 2), so it points into the leader's own
 * log: beyond its end there is nothing of the leader's that a follower could have.
 */
export class MatchWithinLog implements Invariant {
  readonly property = 'match-within-log'
  readonly #cluster: ObservedCluster

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster
  }

  onMatchIndex(server: ObservedServer, peer: number, _before: number, after: number): void {
    const { id, currentTerm } = server
    const { lastIndex } = server.log
    if (after <= lastIndex) return
    const { step } = this.#cluster
    const name = this.#cluster.nameOf(peer)
    this.#cluster.violated({
      property: this.property,
      shape: 'match-beyond-log',
      headline: `${id}, leader of term ${currentTerm}, has matchIndex ${after} for ${name}, but its own log ends at index ${lastIndex}`,
      proof: [
        letBe(`the log of ${id}, leader of term ${currentTerm}, ends at index ${lastIndex}`, step),
        thenMust('matchIndex, the highest entry known to be replicated, is at most that (Figure 2)'),
        however(`its matchIndex for ${name} is ${after}`, step),
      ],
      facts: [
        { step, node: id, field: 'matchIndex', index: after },
        { step, node: id, field: 'log', index: lastIndex },
      ],
    })
  }
}
