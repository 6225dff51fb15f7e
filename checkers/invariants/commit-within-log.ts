import type { Cluster } from './cluster.ts'
import type { Invariant } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { however, letBe, thenMust } from './proof.ts'

/**
 * `commitIndex` stays within the log: a follower that hears of commits before it has the entries sets
 * `min(leaderCommit, index of last new entry)` (Figure 2), and no server cuts what it committed.
 */
export class CommitWithinLog implements Invariant {
  readonly property = 'commit-within-log'
  readonly #cluster: Cluster

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  onIndexes(server: ObservedServer): void {
    const { id, commitIndex } = server
    const { lastIndex } = server.log
    if (commitIndex <= lastIndex) return
    const { step } = this.#cluster
    this.#cluster.violated({
      property: this.property,
      shape: 'commit-beyond-log',
      headline: `${id} has commitIndex ${commitIndex}, but its log ends at index ${lastIndex}`,
      proof: [
        letBe(`the log of ${id} ends at index ${lastIndex}`, step),
        thenMust(
          'its commitIndex is at most that: min(leaderCommit, index of last new entry) (Figure 2), and committed entries stay',
        ),
        however(`its commitIndex is ${commitIndex}`, step),
      ],
      facts: [
        { step, node: id, field: 'commitIndex', index: commitIndex },
        { step, node: id, field: 'log', index: lastIndex },
      ],
    })
  }
}
