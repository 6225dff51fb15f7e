import type { Cluster } from './cluster.ts'
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

/**
 * State Machine Safety (Figure 3): if a server has applied an entry at an index, no other server will ever
 * apply a different one there. Also stated one step earlier, where it already cannot be mended: what a
 * server commits, and what it puts in the place of a committed entry.
 */
export class StateMachineSafety implements Invariant {
  readonly property = 'state-machine-safety'
  readonly #cluster: Cluster
  readonly #applied: (Settled | undefined)[] = []

  constructor(cluster: Cluster) {
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
