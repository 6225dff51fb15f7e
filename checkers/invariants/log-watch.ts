import type { LiveLog, LiveState } from '../../src/record/live-state.ts'
import type { ObservedCluster } from './observed-cluster.ts'
import type { Hooks } from './invariant.ts'
import { digestIn } from './mirrored-log.ts'
import type { ObservedServer } from './observed-server.ts'
import { isCount } from './well-formed.ts'

/** What an event did to a log. Reused from call to call: read it at once. */
export interface LogChange {
  appended: number
  /** The first index that was cut or replaced; 0 when none was. */
  truncatedFrom: number
}

const change: LogChange = { appended: 0, truncatedFrom: 0 }

/**
 * Brings the mirror of a server's log up to date and tells what was cut and what is new.
 *
 * When the log's begin moved forward and what was dropped is known to be the very entries that stood there,
 * the mirror keeps them, so that the caller can still look at those committed in the same step; it then has
 * to compact. Otherwise a snapshot may have replaced conflicting entries, and they are forgotten at once.
 */
export function followLog(
  server: ObservedServer,
  live: LiveState,
  cluster: ObservedCluster,
  hooks: Hooks,
): LogChange {
  const { log } = live
  const known = server.log
  const { firstIndex, lastIndex } = log
  const lastBefore = known.lastIndex
  server.lastIndexBefore = lastBefore
  server.lastTermBefore = known.lastTerm
  change.appended = 0
  change.truncatedFrom = 0

  const difference = known.firstDifference(log)
  if (difference <= lastBefore) {
    change.truncatedFrom = difference
    for (const hook of hooks.truncate) hook.onTruncate(server, difference)
    known.cutFrom(difference)
  }
  if (firstIndex !== known.firstIndex) moveBegin(server, live, cluster, hooks)
  for (let index = known.lastIndex + 1; index <= lastIndex; index++) {
    const term = log.termAt(index)
    if (!isCount(term)) {
      for (const hook of hooks.malformed)
        hook.onMalformed(server, 'log', `a term of ${term} at index ${index}`)
      break
    }
    const previousTerm = known.lastTerm
    const digest = digestIn(log, index)
    known.append(term, digest)
    change.appended++
    for (const hook of hooks.entry) hook.onEntry(server, index, term, digest, previousTerm)
  }
  server.endMoved = change.truncatedFrom > 0 || known.lastIndex !== lastBefore
  if (log.changedFrom !== Infinity) log.markSeen()
  return change
}

function moveBegin(server: ObservedServer, live: LiveState, cluster: ObservedCluster, hooks: Hooks): void {
  const known = server.log
  const { firstIndex } = live.log
  const boundary = firstIndex - 1
  const shown = shownTerm(live.log, boundary)
  if (shown >= 0 && boundary > 0) for (const hook of hooks.boundary) hook.onBoundary(server, boundary, shown)
  const own = boundary <= known.lastIndex && boundary >= known.firstIndex ? known.termAt(boundary) : -1
  // a leader's entries are never replaced, nor is what this incarnation has applied; else the same last term tells (Figure 3)
  if (own >= 0 && (server.leadsOn || boundary <= server.lastApplied || shown === own)) return
  const term = shown >= 0 ? shown : (cluster.ledger.at(boundary)?.term ?? -1)
  if (firstIndex > known.firstIndex && firstIndex <= known.lastIndex + 1) known.compactTo(firstIndex, term)
  else known.restartAt(firstIndex, term)
}

/** The term a log shows for the entry before its first, -1 when it does not say. */
function shownTerm(log: LiveLog, boundary: number): number {
  if (boundary === 0) return 0
  const term = log.termAt(boundary)
  return isCount(term) ? term : -1
}
