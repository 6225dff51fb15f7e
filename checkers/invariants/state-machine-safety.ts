import type { ObservedCluster } from './observed-cluster.ts'
import type { CommittedEntry } from './committed-ledger.ts'
import type { Invariant } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { entryWithCommand, however, letBe, thenMust } from './proof.ts'

/** What was first seen to be done with an index, and by whom. */
interface Settled {
  readonly term: number
  readonly digest: number
  readonly node: number
  readonly step: number
}

/** The digest of a state that was shown, and by whom first. */
interface ShownState {
  readonly digest: string
  readonly node: number
  readonly step: number
}

/** Characters of a digest that a proof quotes. */
const MAX_DIGEST_LENGTH = 64

/**
 * State Machine Safety (Figure 3): if a server has applied an entry at an index, no other server will ever
 * apply a different one there. Also stated one step earlier, where it already cannot be mended: what a
 * server commits, and what it puts in the place of a committed entry.
 */
export class StateMachineSafety implements Invariant {
  readonly property = 'state-machine-safety'
  readonly #cluster: ObservedCluster
  readonly #applied: (Settled | undefined)[] = []
  /** The state that each index led to, as it was first shown. */
  readonly #states: (ShownState | undefined)[] = []

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster
  }

  onEntry(server: ObservedServer, index: number, term: number, digest: number): void {
    if (index > server.commitIndex) return
    const committed = this.#cluster.ledger.at(index)
    if (committed === undefined || (committed.term === term && committed.digest === digest)) return
    this.#violated(server, 'rewritten', 'put', 'in the place of', index, term, digest, committed)
  }

  onCommit(server: ObservedServer, term: number, digest: number, committed: CommittedEntry): void {
    if (committed.term === term && committed.digest === digest) return
    this.#violated(server, 'commit', 'committed', 'where', committed.index, term, digest, committed)
  }

  onApply(server: ObservedServer, index: number, term: number, digest: number): void {
    const applied = this.#applied[index]
    if (applied === undefined) {
      this.#applied[index] = { term, digest, node: server.node, step: this.#cluster.step }
    } else if (applied.term !== term || applied.digest !== digest) {
      this.#violated(server, 'apply', 'applied', 'where', index, term, digest, applied)
    }
  }

  /** The same log leads to the same state, by a snapshot too (§7): equal `lastApplied`, equal digest. */
  onIndexes(server: ObservedServer): void {
    const { lastApplied, stateDigest: digest } = server
    if (digest === undefined) return
    const shown = this.#states[lastApplied]
    if (shown === undefined)
      this.#states[lastApplied] = { digest, node: server.node, step: this.#cluster.step }
    else if (shown.digest !== digest) this.#differs(server, digest, shown)
  }

  #differs({ id, lastApplied }: ObservedServer, digest: string, shown: ShownState): void {
    const { step } = this.#cluster
    const other = this.#cluster.nameOf(shown.node)
    const [theirs, own] = [shown.digest, digest].map((text) =>
      JSON.stringify(text.slice(0, MAX_DIGEST_LENGTH)),
    )
    this.#cluster.violated({
      property: this.property,
      shape: 'state',
      headline:
        other === id
          ? `the state of ${id} after index ${lastApplied} is not what it was`
          : `${other} and ${id} have different states after index ${lastApplied}`,
      proof: [
        letBe(
          `${other} has applied up to index ${lastApplied}; the digest of its state is ${theirs}`,
          shown.step,
        ),
        thenMust(
          'the same entries, applied in the same order, lead to the same state (State Machine Safety, Figure 3)',
        ),
        however(`${id} has applied up to index ${lastApplied}, and the digest of its state is ${own}`, step),
      ],
      facts: [
        { step: shown.step, node: other, field: 'lastApplied', index: lastApplied },
        { step, node: id, field: 'lastApplied', index: lastApplied },
      ],
    })
  }

  #violated(
    server: ObservedServer,
    shape: 'rewritten' | 'commit' | 'apply',
    did: string,
    link: string,
    index: number,
    term: number,
    digest: number,
    settled: Settled,
  ): void {
    const { step } = this.#cluster
    const { id } = server
    const other = this.#cluster.nameOf(settled.node)
    const settledAs = shape === 'apply' ? 'applied' : 'committed'
    const field = shape === 'apply' ? 'lastApplied' : 'commitIndex'
    const theirs = entryWithCommand(index, settled.term, settled.digest)
    const own = entryWithCommand(index, term, digest)
    this.#cluster.violated({
      property: this.property,
      shape,
      headline:
        shape === 'rewritten'
          ? `${id} ${did} ${own} ${link} ${theirs}, which it had committed`
          : `${id} ${did} ${own} ${link} ${other} had ${settledAs} ${theirs}`,
      proof: [
        letBe(`${other} ${settledAs} ${theirs}`, settled.step),
        thenMust(
          `no server ever has another entry ${settledAs} at index ${index} (State Machine Safety, Figure 3)`,
        ),
        however(`${id} ${did} ${own}`, step),
      ],
      facts: [
        { step: settled.step, node: other, field, index },
        { step, node: id, field: shape === 'rewritten' ? 'log' : field, index },
      ],
    })
  }
}
