import { elementAt } from '../../src/base/element-at.ts'
import type { ObservedCluster } from './observed-cluster.ts'
import type { Invariant } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { however, letBe, thenMust } from './proof.ts'

/**
 * `commitIndex` stays within the log: a follower that hears of commits before it has the entries sets
 * `min(leaderCommit, index of last new entry)` (Figure 2), and no server cuts what it committed.
 *
 * A follower that is told how far the leader has committed before the entries are in the log that it shows is not
 * accused: what it knows is true. Breaches are an index that no log has reached, and committed entries that go.
 */
export class CommitWithinLog implements Invariant {
  readonly property = 'commit-within-log'
  readonly #cluster: ObservedCluster
  /** The highest index that any log has had. */
  #reached = 0
  /** Up to where each server had entries and had them committed, in its present incarnation. */
  readonly #held: number[]

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster
    this.#held = cluster.members.map(() => 0)
  }

  onIncarnation({ node }: ObservedServer): void {
    this.#held[node] = 0
  }

  onIndexes(server: ObservedServer): void {
    const { node, commitIndex } = server
    const { lastIndex } = server.log
    if (lastIndex > this.#reached) this.#reached = lastIndex
    const held = elementAt(this.#held, node)
    if (commitIndex <= lastIndex) {
      this.#held[node] = commitIndex
      return
    }
    this.#held[node] = lastIndex
    if (held > lastIndex || commitIndex > this.#reached) this.#violated(server)
  }

  #violated({ id, commitIndex, log: { lastIndex } }: ObservedServer): void {
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
