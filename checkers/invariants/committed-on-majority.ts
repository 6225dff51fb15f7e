import type { NodeId } from '../../src/base/node-id.ts'
import type { MembershipView } from '../../src/record/live-state.ts'
import type { ObservedCluster } from './observed-cluster.ts'
import type { CommittedEntry } from './committed-ledger.ts'
import type { Invariant } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { entryName, however, letBe, listed, thenMust } from './proof.ts'

/**
 * A committed entry is on stable storage at a majority of the servers (§5.3; Figure 2: state is persistent
 * before a server responds). Crashed servers count: their disks survive. A compacted prefix counts: the
 * snapshot stands for it.
 *
 * Where the members change, those count who decided when the cluster last committed: an entry that a former
 * majority committed is on the disks of the next one before that commits anything (§6).
 *
 * Asked when an index is first committed and when a disk loses a committed entry, and only once the disks of
 * all servers are known.
 */
export class CommittedOnMajority implements Invariant {
  readonly property = 'committed-on-majority'
  readonly #cluster: ObservedCluster
  /** Who decided when the cluster last committed something; undefined: all. */
  #membership: MembershipView | undefined

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster
  }

  onCommit(
    server: ObservedServer,
    _term: number,
    _digest: number,
    committed: CommittedEntry,
    first: boolean,
  ): void {
    if (!first) return
    this.#membership = server.live?.membership
    if (!this.#isSafe(committed)) this.#violated(committed, undefined)
  }

  onDurableLoss(server: ObservedServer, committed: CommittedEntry): void {
    if (!this.#isSafe(committed)) this.#violated(committed, server)
  }

  #isSafe(committed: CommittedEntry): boolean {
    const { servers, majority, disksKnown } = this.#cluster
    if (disksKnown < servers.length) return true
    if (this.#membership !== undefined) {
      const { voters, outgoing } = this.#membership
      return (
        this.#isHeldBy(voters, committed) && (outgoing.length === 0 || this.#isHeldBy(outgoing, committed))
      )
    }
    let holders = 0
    for (const server of servers) if (server.durable.holds(committed.index, committed.term)) holders++
    return holders >= majority
  }

  #isHeldBy(voters: readonly NodeId[], { index, term }: CommittedEntry): boolean {
    let holders = 0
    for (const { id, durable } of this.#cluster.servers)
      if (voters.includes(id) && durable.holds(index, term)) holders++
    return holders > voters.length / 2
  }

  /** The servers whose disks count, and the sentence about how many of them are needed. */
  #deciding(): { readonly deciding: readonly ObservedServer[]; readonly needed: string } {
    const { servers, majority } = this.#cluster
    if (this.#membership === undefined)
      return { deciding: servers, needed: `at least ${majority} of ${servers.length} servers` }
    const { voters, outgoing } = this.#membership
    const deciding = servers.filter(({ id }) => voters.includes(id) || outgoing.includes(id))
    const needed =
      outgoing.length === 0
        ? `a majority of the voters ${listed(voters)}`
        : `a majority of ${listed(voters)} and one of ${listed(outgoing)}`
    return { deciding, needed }
  }

  #violated(committed: CommittedEntry, loser: ObservedServer | undefined): void {
    const { step } = this.#cluster
    const { deciding: servers, needed } = this.#deciding()
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
        thenMust(`${needed} have it on disk, now and later (§5.3, Figure 2)`),
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
