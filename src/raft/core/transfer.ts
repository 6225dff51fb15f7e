import type { NodeId } from '../../base/node-id.ts'
import type { Progress } from './progress.ts'
import { replicateTo } from './replication.ts'
import type { Server } from './server.ts'

/*
 * Leadership transfer (thesis §3.10): the leader takes no more commands, brings the other server's log up to
 * its own, and asks it to stand at once. If nothing comes of it in an election timeout, it goes on leading.
 */

/** An operator wants another leader; null: the voter that has most of the log, of those that are there. */
export function transferLeadership(server: Server, request: number, to: NodeId | null): void {
  const { role, leader, out } = server
  if (role !== 'leader') {
    out.push({ do: 'refuse', request, because: 'not-leader', leader })
    return
  }
  const target = to === null ? mostUpToDate(server) : server.progressOf(to)
  if (server.transfer !== undefined || target === undefined || !(target.voter || target.outgoing)) {
    const because = server.transfer === undefined ? 'no-such-follower' : 'temporarily-unavailable'
    out.push({ do: 'refuse', request, because, leader })
    return
  }
  server.transfer = { request, to: target.peer, asked: false }
  const { electionTimeoutMax } = server.config
  out.push({ do: 'set-timer', timer: 'transfer', low: electionTimeoutMax, high: electionTimeoutMax })
  if (target.matchIndex < server.log.lastIndex) replicateTo(server, target)
  handOver(server)
}

function mostUpToDate({ progress }: Server): Progress | undefined {
  const better = (one: Progress, other: Progress): boolean =>
    isThere(one) === isThere(other) ? one.matchIndex > other.matchIndex : isThere(one)
  let best: Progress | undefined
  for (const one of progress) if (one.voter && (best === undefined || better(one, best))) best = one
  return best
}

/** It has answered since the last heartbeat but one. */
const isThere = ({ unanswered }: Progress): boolean => unanswered <= 1

/** Asks the other server to stand, once it has the whole log. */
export function handOver(server: Server): void {
  const { transfer, log } = server
  if (transfer === undefined || transfer.asked) return
  const target = server.progressOf(transfer.to)
  if (target === undefined || target.matchIndex < log.lastIndex) return
  transfer.asked = true
  if (server.rules.handingOverEndsLease()) server.reads.leaseGivenUp = true
  server.out.send(transfer.to, { type: 'timeout-now', term: server.currentTerm })
}

/** It took too long. The other may still stand, so nobody can say that it failed. */
export function giveUpTransfer(server: Server): void {
  if (server.transfer === undefined) return
  server.out.push({ do: 'abandon', request: server.transfer.request })
  server.transfer = undefined
}
