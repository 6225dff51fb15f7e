import type { Cluster } from './cluster.ts'
import type { CommittedEntry } from './committed-ledger.ts'
import type { Invariant } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { entryName, however, letBe, listed, thenMust } from './proof.ts'

/**
 * A committed entry is on stable storage at a majority of the servers (§5.3; Figure 2: state is persistent
 * before a server responds). Crashed servers count: their disks survive. A compacted prefix counts: the
 * snapshot stands for it.
 *
 * Asked when an index is first committed and when a disk loses a committed entry, and only once the disks of
 * all servers are known.
 */
export class CommittedOnMajority implements Invariant {
  readonly property = 'committed-on-majority'
  readonly #cluster: Cluster

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  onCommit(
    _server: ObservedServer,
    _term: number,
    _digest: number,
    committed: CommittedEntry,
    first: boolean,
  ): void {
    if (first && !this.#isSafe(committed)) this.#violated(committed, undefined)
  }

  onDurableLoss(server: ObservedServer, committed: CommittedEntry): void {
    if (!this.#isSafe(committed)) this.#violated(committed, server)
  }

  #isSafe(committed: CommittedEntry): boolean {
    const { servers, majority, disksKnown } = this.#cluster
    if (disksKnown < servers.length) return true
    let holders = 0
    for (const server of servers) if (server.durable.holds(committed.index, committed.term)) holders++
    return holders >= majority
  }

  #violated(committed: CommittedEntry, loser: ObservedServer | undefined): void {
    const { servers, majority, step } = this.#cluster
    const { index, term } = committed
    const committer = this.#cluster.nameOf(committed.node)
    const entry = entryName(index, term)
    const holders = servers.filter((server) => server.durable.holds(index, term)).map((server) => server.id)
    const count = `${holders.length} of ${servers.length} (${listed(holders)})`
    this.#cluster.violated({
      property: this.property,
      shape: loser === undefined ? 'commit' : 'lost',
      headline:
        loser === undefined
          ? `${committer} committed ${entry} while only ${count} had it on disk`
          : `${loser.id} lost ${entry} from its disk, committed by ${committer} at step ${committed.step}; only ${count} have it`,
      proof: [
        letBe(`${committer} committed ${entry} in term ${committed.commitTerm}`, committed.step),
        thenMust(
          `at least ${majority} of ${servers.length} servers have it on disk, now and later (§5.3, Figure 2)`,
        ),
        however(
          loser === undefined
            ? `it is on the disks of ${listed(holders)}`
            : `${loser.id} has it no more; it is on the disks of ${listed(holders)}`,
          step,
        ),
      ],
      facts: [
        { step: committed.step, node: committer, field: 'commitIndex', index },
        ...servers
          .filter((server) => !server.durable.holds(index, term))
          .map((server) => ({ step, node: server.id, field: 'durable', index })),
      ],
    })
  }
}
