import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { ReadIndex } from './messages.ts'
import { appendNoop } from './noop.ts'
import { isMajority } from './quorum.ts'
import { beginRound, replicate } from './replication.ts'
import type { Server } from './server.ts'

/*
 * Reads without an entry (§8, thesis §6.4): the leader answers from its state once a majority has confirmed,
 * by answering a heartbeat sent after the read came, that it still leads. Reads that come meanwhile share the
 * next round.
 */

/** A read, of a client of this leader (`from` null) or of a follower. */
export function readAtLeader(server: Server, from: NodeId | null, id: number, command: Json): void {
  const { reads, log } = server
  if (leaseHolds(server)) {
    answer(server, from, id, command)
    return
  }
  if (reads.waiting.length >= MAX_WAITING) {
    if (from === null)
      server.out.push({ do: 'refuse', request: id, because: 'temporarily-unavailable', leader: server.id })
    else server.out.send(from, { type: 'read-index-reply', term: server.currentTerm, id, index: -1 })
    return
  }
  // Without an entry of its own term it never learns what was committed before (§8).
  if (log.lastIndex < server.termBegin) {
    appendNoop(server)
    replicate(server)
  }
  const first = reads.waiting.length === 0
  reads.waiting.push({ round: reads.round + 1, from, id, command })
  if (first) confirm(server)
}

const MAX_WAITING = 4096

/** ReadIndex of a follower. */
export function onReadIndex(server: Server, from: NodeId, { id }: ReadIndex): void {
  if (server.role === 'leader') readAtLeader(server, from, id, null)
  else server.out.send(from, { type: 'read-index-reply', term: server.currentTerm, id, index: -1 })
}

/** Whether reads may be answered at once: a majority has promised to elect nobody else for now (thesis §6.4.1). */
function leaseHolds(server: Server): boolean {
  const { reads, config } = server
  if (config.reads !== 'lease' || !config.checkQuorum || reads.leaseGivenUp) return false
  return server.now < reads.leaseUntil && knowsCommitted(server)
}

const knowsCommitted = ({ rules, log, commitIndex, currentTerm }: Server): boolean =>
  rules.knowsCommitted(log.termAt(commitIndex), currentTerm)

function confirm(server: Server): void {
  beginRound(server)
  onRound(server)
}

/** A follower has answered a round that it had not answered before. */
export function onRound(server: Server): void {
  const { reads, config } = server
  if (reads.waiting.length === 0 && config.reads !== 'lease') return
  const round = majorityRound(server)
  if (round <= reads.confirmed) return
  const began = reads.confirm(round)
  if (config.reads === 'lease' && began !== undefined && round > reads.leaseAfter) {
    const { electionTimeoutMin, maxClockDrift } = config
    const end = server.rules.leaseEnd(began, electionTimeoutMin, maxClockDrift, server.now)
    reads.leaseUntil = Math.max(reads.leaseUntil, end)
  }
  serveReads(server)
}

/** The latest round that a majority has answered; the leader answers itself. */
function majorityRound(server: Server): number {
  const { reads, progress, id, rules } = server
  const answered = (round: number): boolean =>
    isMajority(
      server,
      (node) => node === id || rules.answersRound(server.progressOf(node)?.round ?? 0, round),
    )
  if (answered(reads.round)) return reads.round
  let best = reads.confirmed
  for (const { round } of progress) if (round > best && answered(round)) best = round
  return best
}

/** Answers the reads that are confirmed; if others wait, the next round begins. */
export function serveReads(server: Server): void {
  const { reads, rules } = server
  if (reads.waiting.length === 0 || !knowsCommitted(server)) return
  let served = 0
  for (const { round, from, id, command } of reads.waiting) {
    if (!rules.confirmsRead(reads.confirmed, round)) break
    answer(server, from, id, command)
    served++
  }
  reads.waiting.splice(0, served)
  const next = reads.waiting[0]
  if (served > 0 && next !== undefined && next.round > reads.round) confirm(server)
}

/** The leader has applied all it committed: its state is what a read may see. */
function answer(server: Server, from: NodeId | null, id: number, command: Json): void {
  if (from === null) server.out.push({ do: 'answer', request: id, command })
  else {
    const { currentTerm: term, commitIndex: index } = server
    server.out.send(from, { type: 'read-index-reply', term, id, index })
  }
}
