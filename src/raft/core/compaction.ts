import { leastOnItsWay } from './snapshot-sender.ts'
import type { Server } from './server.ts'

/**
 * Asks for a snapshot of what is applied now, if it is time (§7); one at a time. At the end of a step: what the
 * snapshot holds was asked to be stored before it.
 */
export function takeSnapshot(server: Server): void {
  const { snapshotEvery } = server.config
  const { log, rules, memberships, currentTerm, lastApplied } = server
  if (snapshotEvery === 0 || server.taking !== undefined) return
  const index = rules.snapshotThrough(lastApplied, log.lastIndex)
  if (index - (server.snapshot?.index ?? 0) < snapshotEvery) return
  server.taking = {
    index,
    term: rules.snapshotTerm(log, index, currentTerm),
    membership: rules.snapshotMembership(memberships, index),
  }
  server.out.push({ do: 'take-snapshot', snapshot: server.taking })
}

/** The disk holds the snapshot: the log need not hold what is in it, but for what followers may still lack (§7). */
export function onSnapshotTaken(server: Server, index: number): void {
  const { taking, log, config, rules, lastApplied } = server
  if (taking?.index !== index) return
  server.taking = undefined
  server.snapshot = taking
  server.memberships.settle(index)
  const through = rules.compactThrough(index, lastApplied, config.trailing)
  const base = Math.min(through, leastOnItsWay(server))
  if (base > log.base.index) server.compactTo({ index: base, term: log.termAt(base) })
}
