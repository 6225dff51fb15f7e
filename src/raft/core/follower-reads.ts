import type { Json } from '../../base/json.ts'
import type { ReadIndexReply } from './messages.ts'
import type { Server } from './server.ts'

/*
 * Reads at a follower (thesis §6.4): the leader tells how far the cluster has committed, and the follower
 * answers from its own state once it has applied that much.
 */

/** Asks the leader. */
export function readAtFollower(server: Server, request: number, command: Json): void {
  const { leader, forwarded, rules } = server
  if (!rules.asksLeader()) {
    server.out.push({ do: 'answer', request, command })
    return
  }
  if (leader === null || forwarded.full) {
    const because = leader === null ? 'not-leader' : 'temporarily-unavailable'
    server.out.push({ do: 'refuse', request, because, leader })
    return
  }
  forwarded.reads.set(request, { command, since: server.now, index: -1 })
  server.out.send(leader, { type: 'read-index', term: server.currentTerm, id: request })
}

export function onReadIndexReply(server: Server, { id, index }: ReadIndexReply): void {
  const { reads } = server.forwarded
  const read = reads.get(id)
  if (read === undefined || read.index >= 0) return
  if (index >= 0) {
    for (const one of server.rules.readsServed(reads, id)) one.index = Math.max(one.index, index)
    answerReads(server)
    return
  }
  server.forwarded.reads.delete(id)
  server.out.push({ do: 'refuse', request: id, because: 'not-leader', leader: server.leader })
}

/** Answers the reads that waited for what is applied now. */
export function answerReads(server: Server): void {
  const { reads } = server.forwarded
  if (reads.size === 0) return
  for (const [request, { command, index }] of reads) {
    if (!server.rules.appliedEnough(index, server.lastApplied)) continue
    reads.delete(request)
    server.out.push({ do: 'answer', request, command })
  }
}
