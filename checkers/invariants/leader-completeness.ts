import { elementAt } from '../../src/base/element-at.ts'
import type { ObservedCluster } from './observed-cluster.ts'
import type { CommittedEntry } from './committed-ledger.ts'
import type { Invariant } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { entryName, however, letBe, slotName, thenMust } from './proof.ts'

/**
 * Leader Completeness (Figure 3): an entry committed in a term is present in the logs of the leaders of all
 * *higher* terms.
 *
 * Only of higher ones: a delayed vote can make a leader of an old term after a newer term has committed, and
 * that leader need not have the entry; it can commit nothing either. The term of a commit is the term of the
 * first server seen to commit the entry, never lower than that of the leader who did, so the check may ask
 * for less than the paper, not for more. With Log Matching one entry stands for all before it (§5.3).
 */
export class LeaderCompleteness implements Invariant {
  readonly property = 'leader-completeness'
  readonly #cluster: ObservedCluster
  /** Step at which a server was elected, by server. */
  readonly #electedAt: number[]

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster
    this.#electedAt = cluster.members.map(() => 0)
  }

  onLeader(server: ObservedServer): void {
    this.#electedAt[server.node] = this.#cluster.step
    const { highest } = this.#cluster.ledger
    if (highest === undefined) return
    const due = highest.commitTerm < server.currentTerm ? highest : this.#dueBefore(server.currentTerm)
    if (due === undefined || server.log.holds(due.index, due.term)) return
    this.#violated(server, this.#firstMissing(server, due), 'elected-without')
  }

  onCommit(
    _committer: ObservedServer,
    _term: number,
    _digest: number,
    committed: CommittedEntry,
    first: boolean,
  ): void {
    if (!first) return
    for (const server of this.#cluster.servers) {
      if (server.role !== 'leader' || server.currentTerm <= committed.commitTerm) continue
      if (!server.log.holds(committed.index, committed.term)) {
        this.#violated(server, committed, 'committed-without')
      }
    }
  }

  /** The latest commit of a term below `term`: only a late leader of an old term has to search for it. */
  #dueBefore(term: number): CommittedEntry | undefined {
    let entry = this.#cluster.ledger.latest
    while (entry !== undefined && entry.commitTerm >= term) entry = entry.earlier
    return entry
  }

  #firstMissing(server: ObservedServer, due: CommittedEntry): CommittedEntry {
    let missing = due
    for (let entry = this.#cluster.ledger.latest; entry !== undefined; entry = entry.earlier) {
      if (entry.commitTerm >= server.currentTerm || server.log.holds(entry.index, entry.term)) continue
      if (entry.index < missing.index) missing = entry
    }
    return missing
  }

  #violated(
    server: ObservedServer,
    missing: CommittedEntry,
    shape: 'elected-without' | 'committed-without',
  ): void {
    const { step } = this.#cluster
    const { id, currentTerm: term } = server
    const elected = elementAt(this.#electedAt, server.node)
    const committer = this.#cluster.nameOf(missing.node)
    const entry = entryName(missing.index, missing.term)
    const committed = letBe(`${committer} committed ${entry} in term ${missing.commitTerm}`, missing.step)
    const leads = letBe(`${id} leads term ${term}`, elected)
    this.#cluster.violated({
      property: this.property,
      shape,
      headline: `${id} leads term ${term} without ${entry}, which ${committer} committed in term ${missing.commitTerm} at step ${missing.step}`,
      proof: [
        ...(shape === 'elected-without' ? [committed, leads] : [leads, committed]),
        thenMust(
          `every leader of a term above ${missing.commitTerm} has that entry (Leader Completeness, Figure 3)`,
        ),
        however(`${id} has ${slotName(server.log, missing.index)}`, step),
      ],
      facts: [
        { step: missing.step, node: committer, field: 'commitIndex', index: missing.index },
        { step, node: id, field: 'log', index: missing.index },
        { step: elected, node: id, field: 'currentTerm' },
      ],
    })
  }
}
