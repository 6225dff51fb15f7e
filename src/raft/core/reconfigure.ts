import { digestText } from '../../base/digest.ts'
import { canonicalJson, type Json } from '../../base/json.ts'
import type { Refusal } from './effects.ts'
import { changed, joint, left, votersChanged, type Membership, type MembershipChange } from './membership.ts'
import { replicate } from './replication.ts'
import type { MembershipState } from './rules.ts'
import type { Server } from './server.ts'

/*
 * Membership changes, one server at a time (thesis §4.1) or by way of a joint membership in which both old and
 * new voters decide (§6). A membership counts from the moment it stands in a log.
 */

/** An operator wants other members. */
export function reconfigure(server: Server, request: number, change: MembershipChange, context: Json): void {
  const next = server.role === 'leader' ? changed(server.membership, change, context) : undefined
  const refusal = whyNot(server, next)
  if (refusal !== undefined || next === undefined) {
    const because = refusal ?? 'no-such-change'
    server.out.push({ do: 'refuse', request, because, leader: server.leader })
    return
  }
  const voters = votersChanged(server.membership, next)
  if (voters > 0 && server.config.membershipChange === 'joint') {
    server.reconfiguring = request
    append(server, joint(server.membership, next))
  } else {
    server.awaitEntry(server.log.lastIndex + 1, request, server.currentTerm)
    append(server, next)
  }
  replicate(server)
}

function whyNot(server: Server, next: Membership | undefined): Refusal | undefined {
  if (server.role !== 'leader') return 'not-leader'
  if (server.transfer !== undefined) return 'temporarily-unavailable'
  if (!server.rules.mayReconfigure(stateOf(server)) || server.membership.outgoing.length > 0)
    return 'change-under-way'
  if (next === undefined) return 'no-such-change'
  const single = server.config.membershipChange === 'single'
  return single && !server.rules.isOneStep(votersChanged(server.membership, next))
    ? 'no-such-change'
    : undefined
}

/** The joint membership is committed: the new voters go on alone (§6). */
export function leaveJoint(server: Server): void {
  if (server.membership.outgoing.length === 0 || !server.rules.mayLeaveJoint(stateOf(server))) return
  if (server.reconfiguring !== undefined)
    server.awaitEntry(server.log.lastIndex + 1, server.reconfiguring, server.currentTerm)
  server.reconfiguring = undefined
  append(server, left(server.membership))
  replicate(server)
}

function stateOf({ commitIndex, log, currentTerm, memberships }: Server): MembershipState {
  return {
    commitIndex,
    commitTerm: log.termAt(commitIndex),
    currentTerm,
    membershipIndex: memberships.latestIndex,
  }
}

function append(server: Server, membership: Membership): void {
  const { log, currentTerm: term } = server
  const digest = digestText(canonicalJson(membership as Json))
  server.append({ index: log.lastIndex + 1, term, command: null, digest, membership })
}
