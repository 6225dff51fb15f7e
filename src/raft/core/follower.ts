import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import type { Server } from './server.ts'

/** Steps down into `term`, or stays follower of it (§5.1). A new term frees the vote; the same term does not. */
export function becomeFollower(server: Server, term: number, leader: NodeId | null): void {
  const before = server.currentTerm
  const { rules, role, votedFor } = server
  const frees = rules.freesVote(term, before, role)
  if (term > before || (frees && votedFor !== null))
    server.setTerm(Math.max(term, before), frees ? null : votedFor)
  if (term > before) abandonForwarded(server)
  if (role === 'leader') stepDown(server, term > before)
  server.role = 'follower'
  if (role === 'leader') cutAfter(server, rules.keptAtStepDown(server.log.lastIndex, server.commitIndex))
  server.leader = leader
  server.preVotes = undefined
}

function cutAfter(server: Server, kept: number): void {
  if (kept < server.log.lastIndex) server.cutFrom(kept + 1)
}

/** Leads no more: nothing it had promised to answer can it answer now. */
function stepDown(server: Server, deposed: boolean): void {
  const { out, transfer, reads } = server
  out.push({ do: 'cancel-timer', timer: 'heartbeat' })
  server.setElectionTimer()
  server.progress = []
  for (const { request } of server.pending.values()) out.push({ do: 'abandon', request })
  server.pending.clear()
  if (server.reconfiguring !== undefined) out.push({ do: 'abandon', request: server.reconfiguring })
  server.reconfiguring = undefined
  // A read changes nothing: it may be asked again, elsewhere.
  for (const { from, id } of reads.waiting) {
    if (from === null) out.push({ do: 'refuse', request: id, because: 'not-leader', leader: null })
    else server.out.send(from, { type: 'read-index-reply', term: server.currentTerm, id, index: -1 })
  }
  reads.waiting.length = 0
  if (transfer === undefined) return
  server.transfer = undefined
  out.push({ do: 'cancel-timer', timer: 'transfer' })
  // Whoever begins the next term, the one who was asked to stand most likely.
  out.push({ do: transfer.asked && deposed ? 'done' : 'abandon', request: transfer.request })
}

/**
 * The leader of the term may be gone, and its answers with it; or it is there, and has not answered what it was
 * handed up to a time: then that was lost, or the answer.
 */
export function abandonForwarded(server: Server, upTo: Millis = Infinity): void {
  const { commands, reads } = server.forwarded
  if (commands.size === 0 && reads.size === 0) return
  for (const [request, since] of commands) {
    if (since > upTo) continue
    commands.delete(request)
    server.out.push({ do: 'abandon', request })
  }
  for (const [request, { index, since }] of reads) {
    if (index >= 0 || since > upTo) continue // it knows what it waits for
    reads.delete(request)
    server.out.push({ do: 'refuse', request, because: 'not-leader', leader: null })
  }
}
