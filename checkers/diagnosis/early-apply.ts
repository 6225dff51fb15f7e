import { entryText, reason, type Found } from './diagnosis.ts'
import type { ServerTimeline } from './server-timeline.ts'

/** A server that had applied more than it knew to be committed. */
export function appliedEarly(server: ServerTimeline, step: number): Found {
  const applied = server.lastApplied.at(step) ?? 0
  const committed = server.commitIndex.at(step)
  // after a restart, and behind a snapshot, commitIndex may lag
  const began = server.starts.findLast((at) => at <= step) ?? 0
  const floor = Math.max(server.lastApplied.at(began) ?? 0, (server.firstIndex.at(step) ?? 1) - 1)
  if (committed === undefined || applied <= committed || applied <= floor) return undefined
  const term = server.termAt(applied, step)
  return {
    cause: 'applied-before-commit',
    rule: 'a server applies entries up to commitIndex only (§5.3; Figure 2, All Servers)',
    headline: `${server.id} applied ${term === undefined ? `index ${applied}` : entryText(applied, term)} with commitIndex ${committed}: nobody had told it that the entry is committed`,
    because: [
      reason(
        `${server.id} has applied up to index ${applied}`,
        server.lastApplied.steps.findLast((at) => at <= step),
      ),
      reason(`its commitIndex is ${committed}`, step),
    ],
    quorums: [],
  }
}
