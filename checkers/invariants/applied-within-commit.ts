import type { ObservedCluster } from './observed-cluster.ts'
import type { Invariant } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { however, letBe, thenMust } from './proof.ts'

/**
 * Only committed entries are applied: `lastApplied <= commitIndex` (§5.3, Figure 2). What a server had applied when
 * its incarnation began, and what came to it as a snapshot, was committed: there its `commitIndex` may lag, down to 0.
 */
export class AppliedWithinCommit implements Invariant {
  readonly property = 'applied-within-commit'
  readonly #cluster: ObservedCluster

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster
  }

  onIndexes(server: ObservedServer): void {
    const { id, lastApplied, commitIndex } = server
    if (lastApplied <= commitIndex || lastApplied <= server.appliedFloor) return
    const { step } = this.#cluster
    this.#cluster.violated({
      property: this.property,
      shape: 'applied-uncommitted',
      headline: `${id} has applied up to index ${lastApplied}, but its commitIndex is ${commitIndex}`,
      proof: [
        letBe(`${id} has commitIndex ${commitIndex}`, step),
        thenMust('it applies entries up to there only (Figure 2: if commitIndex > lastApplied, apply)'),
        however(`its lastApplied is ${lastApplied}`, step),
      ],
      facts: [
        { step, node: id, field: 'lastApplied', index: lastApplied },
        { step, node: id, field: 'commitIndex', index: commitIndex },
      ],
    })
  }
}
