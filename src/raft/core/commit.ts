import { impossible } from '../../base/assert.ts'
import { answerReads } from './follower-reads.ts'
import type { Server } from './server.ts'

/** Moves the leader's commit index to what a majority holds (Figure 2, "Leaders"). Returns whether it moved. */
export function moveCommit(server: Server): boolean {
  const commitIndex = server.rules.leaderCommit(
    server.log,
    server.commitIndex,
    majorityIndex(server),
    server.currentTerm,
  )
  if (commitIndex === server.commitIndex) return false
  server.commitIndex = commitIndex
  applyCommitted(server)
  return true
}

/** The highest index that a quorum holds: the leader by its own disk, followers by their answers. */
function majorityIndex(server: Server): number {
  const own = server.rules.ownCopyUpTo(server.durableIndex, server.log.lastIndex)
  let best = own > 0 && isHeld(server, own, own) ? own : 0
  for (const { matchIndex } of server.progress)
    if (matchIndex > best && isHeld(server, matchIndex, own)) best = matchIndex
  return best
}

/** Whether a majority holds the entry: of the voters, and of the outgoing ones while both decide (§6). */
function isHeld(server: Server, index: number, ownIndex: number): boolean {
  const own = ownIndex >= index
  let voters = own && server.voter ? 1 : 0
  let outgoing = own && server.outgoing ? 1 : 0
  for (const one of server.progress) {
    if (one.matchIndex < index) continue
    if (one.voter) voters++
    if (one.outgoing) outgoing++
  }
  return server.rules.decides(voters, server.copies, outgoing, server.outgoingCopies)
}

/** Hands committed entries to the state machine in log order, and answers who waits for them (§5.3). */
export function applyCommitted(server: Server): void {
  const { rules } = server
  const through = rules.applyThrough(server.commitIndex, server.log.lastIndex)
  while (server.lastApplied < through) {
    const index = rules.nextToApply(server.lastApplied, server.commitIndex)
    const entry = server.log.at(index)
    if (entry === undefined) break
    if (entry.index !== index) impossible(`entry ${entry.index} stands at ${index} in the log`)
    server.lastApplied = index
    server.out.push({ do: 'apply', entry })
    if (entry.membership !== undefined) server.membershipCommitted()
    const waiting = server.pending.get(index)
    if (waiting !== undefined) {
      server.pending.delete(index)
      const { request } = waiting
      if (!rules.isAwaited(waiting.term, entry.term)) server.out.push({ do: 'abandon', request })
      else if (entry.membership !== undefined) server.out.push({ do: 'done', request })
      else server.out.push({ do: 'reply', request, index })
    }
  }
  answerReads(server)
}
