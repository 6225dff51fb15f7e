import type { ObservedCluster } from './observed-cluster.ts'
import type { Invariant } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { however, letBe, thenMust } from './proof.ts'

/** The fields that may only grow, with the sentence of the paper that says so. */
const rules = {
  currentTerm: 'currentTerm increases monotonically (Figure 2)',
  commitIndex: 'commitIndex increases monotonically while the server runs (Figure 2)',
  lastApplied: 'lastApplied increases monotonically while the server runs (Figure 2)',
  matchIndex: 'matchIndex increases monotonically while the leader leads its term (Figure 2)',
} as const

/**
 * What Figure 2 says "increases monotonically": `currentTerm`, `commitIndex`, `lastApplied` and a leader's
 * `matchIndex`. The volatile ones may begin anew after a restart; the term may not fall behind the disk.
 */
export class Monotone implements Invariant {
  readonly property = 'monotone'
  readonly #cluster: ObservedCluster

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster
  }

  onTerm(server: ObservedServer, before: number): void {
    if (server.currentTerm < before) this.#fell(server, 'currentTerm', before, server.currentTerm)
  }

  onCommitIndex(server: ObservedServer, before: number): void {
    if (server.commitIndex < before) this.#fell(server, 'commitIndex', before, server.commitIndex)
  }

  onLastApplied(server: ObservedServer, before: number): void {
    if (server.lastApplied < before) this.#fell(server, 'lastApplied', before, server.lastApplied)
  }

  onMatchIndex(server: ObservedServer, peer: number, before: number, after: number): void {
    // -1: the leader has none for this peer, or stopped saying so
    if (after >= 0 && after < before)
      this.#fell(server, 'matchIndex', before, after, this.#cluster.nameOf(peer))
  }

  onIncarnation(server: ObservedServer): void {
    if (!server.diskKnown || server.currentTerm >= server.durableTerm) return
    const { step } = this.#cluster
    const { id, currentTerm, durableTerm } = server
    this.#cluster.violated({
      property: this.property,
      shape: 'term-below-disk',
      headline: `${id} restarted in term ${currentTerm}, but term ${durableTerm} was on its disk`,
      proof: [
        letBe(`the disk of ${id} holds currentTerm ${durableTerm}`),
        thenMust('a server resumes from its persistent state (Figure 2)'),
        however(`${id} begins in term ${currentTerm}`, step),
      ],
      facts: [
        { step, node: id, field: 'durable' },
        { step, node: id, field: 'currentTerm' },
      ],
    })
  }

  #fell(
    server: ObservedServer,
    field: keyof typeof rules,
    before: number,
    after: number,
    peer?: string,
  ): void {
    const { step } = this.#cluster
    const { id } = server
    const name = peer === undefined ? field : `${field} for ${peer}`
    this.#cluster.violated({
      property: this.property,
      shape: field,
      headline: `${name} of ${id} went back from ${before} to ${after}`,
      proof: [
        letBe(`${id} has ${name} = ${before}`),
        thenMust(rules[field]),
        however(`${id} has ${name} = ${after}, without a restart`, step),
      ],
      facts: [{ step, node: id, field }],
    })
  }
}
