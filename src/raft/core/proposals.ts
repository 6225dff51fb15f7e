import { digestText } from '../../base/digest.ts'
import { canonicalJson, type Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import { readAtFollower } from './follower-reads.ts'
import type { Forward, ForwardReply } from './messages.ts'
import { readAtLeader } from './reads.ts'
import { replicate } from './replication.ts'
import type { Server } from './server.ts'

/** A client's command reaches a server. */
export function propose(server: Server, request: number, command: Json, kind: 'read' | 'write'): void {
  const { role, leader, out, config } = server
  const skipsLog = kind === 'read' && config.reads !== 'log'
  if (role !== 'leader') {
    if (skipsLog) readAtFollower(server, request, command)
    else if (config.forward && leader !== null) forward(server, leader, request, command)
    else out.push({ do: 'refuse', request, because: 'not-leader', leader })
    return
  }
  const local = server.rules.answersLocally(kind)
  if (local) {
    out.push({ do: 'answer', request, command })
    if (kind === 'read') return
  } else if (skipsLog) {
    readAtLeader(server, null, request, command)
    return
  }
  if (isFull(server)) {
    if (!local) out.push({ do: 'refuse', request, because: 'temporarily-unavailable', leader })
    return
  }
  const index = take(server, command)
  if (!local) server.awaitEntry(index, request, server.currentTerm)
  replicate(server)
}

/**
 * Whether the leader takes no more for now: its log may not outgrow what it commits, and while it hands
 * leadership over the other must catch up (thesis §3.10).
 */
function isFull({ transfer, config, log, commitIndex, termBegin, rules }: Server): boolean {
  if (transfer !== undefined) return true
  const { maxUncommitted } = config
  return maxUncommitted > 0 && rules.uncommitted(log.lastIndex, commitIndex, termBegin) >= maxUncommitted
}

function take(server: Server, command: Json): number {
  const index = server.log.lastIndex + 1
  server.append({ index, term: server.currentTerm, command, digest: digestText(canonicalJson(command)) })
  return index
}

function forward(server: Server, leader: NodeId, request: number, command: Json): void {
  if (server.forwarded.full) {
    server.out.push({ do: 'refuse', request, because: 'temporarily-unavailable', leader })
    return
  }
  server.forwarded.commands.set(request, server.now)
  server.out.send(leader, { type: 'forward', term: server.currentTerm, id: request, command })
}

/** A follower hands a command on. It may come twice, as any message: sessions see to it that it is executed once. */
export function onForward(server: Server, from: NodeId, { id, command }: Forward): void {
  const takes = server.role === 'leader' && !isFull(server)
  const index = takes ? take(server, command) : 0
  server.out.send(from, { type: 'forward-reply', term: server.currentTerm, id, index })
  if (takes) replicate(server)
}

/** The leader says where the command stands: this server answers its client when it applies that entry. */
export function onForwardReply(server: Server, { id, index, term }: ForwardReply): void {
  if (!server.forwarded.commands.delete(id)) return
  // Another copy of the message may still be taken; or the entry was applied here before this answer came.
  if (index === 0 || index <= server.lastApplied) server.out.push({ do: 'abandon', request: id })
  else server.awaitEntry(index, id, term)
}
