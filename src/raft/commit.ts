import type { Progress } from './progress.ts'
import type { Server } from './server.ts'

/** Moves the leader's commit index to what a majority holds (Figure 2, "Leaders"). */
export function advanceCommit(server: Server): void {
  if (server.role !== 'leader') return
  const commitIndex = server.rules.leaderCommit(
    server.log,
    server.commitIndex,
    majorityIndex(server),
    server.currentTerm,
  )
  if (commitIndex === server.commitIndex) return
  server.commitIndex = commitIndex
  applyCommitted(server)
}

/** The highest index that a quorum holds: the leader by its own disk, followers by their answers. */
function majorityIndex(server: Server): number {
  const { progress, quorum } = server
  let best = 0
  for (let candidate = -1; candidate < progress.length; candidate++) {
    const index = candidate < 0 ? server.durableIndex : (progress[candidate] as Progress).matchIndex
    if (index <= best) continue
    let holders = server.durableIndex >= index ? 1 : 0
    for (const one of progress) if (one.matchIndex >= index) holders++
    if (holders >= quorum) best = index
  }
  return best
}

/** Hands committed entries to the state machine in log order, then answers who waits for them (§5.3). */
export function applyCommitted(server: Server): void {
  const through = server.rules.applyThrough(server.commitIndex, server.log.lastIndex)
  while (server.lastApplied < through) {
    const index = server.lastApplied + 1
    const entry = server.log.at(index)
    if (entry === undefined) return
    server.lastApplied = index
    server.out.push({ do: 'apply', entry })
    const waiting = server.pending.get(index)
    if (waiting === undefined) continue
    server.pending.delete(index)
    if (waiting.term === entry.term) server.out.push({ do: 'reply', request: waiting.request, index })
    else server.out.push({ do: 'abandon', request: waiting.request })
  }
}
