import type { NodeId } from 'whitewater'
import { advance } from './applying.ts'
import { extend, lastIndex, majority, members, termAt } from './log.ts'
import { confirmReads } from './reads.ts'
import { sendImage } from './snapshots.ts'
import {
  ELECTION_AT_MOST,
  HEARTBEAT_EVERY,
  type Command,
  type Effect,
  type Message,
  type Progress,
  type State,
} from './state.ts'

// What a leader does: it sends batches, several under way, and counts who has them.

export function lead(s: State, out: Effect[]): void {
  s.role = 'leader'
  s.leader = s.id
  s.round = 0
  s.peers = new Map()
  greet(s)
  s.opening = extend(s, { kind: 'no-op' }, out)
  out.push({ do: 'arm', timer: 'election', after: ELECTION_AT_MOST })
  beat(s, out)
}

/** Begins to replicate to members that it does not know yet. */
export function greet(s: State): void {
  for (const id of members(s)) {
    if (id === s.id || s.peers.has(id)) continue
    const next = lastIndex(s) + 1
    s.peers.set(id, { next, match: 0, probing: true, flying: 0, heard: true, round: 0 })
  }
}

export function beat(s: State, out: Effect[]): void {
  out.push({ do: 'arm', timer: 'heartbeat', after: HEARTBEAT_EVERY })
  callRound(s, out)
}

/** Asks all whether they still follow: whoever answers this round or a later one did. */
export function callRound(s: State, out: Effect[]): number {
  s.round += 1
  for (const [id, peer] of s.peers) {
    // what was under way may be lost
    peer.flying = 0
    sendTo(s, id, peer, out)
  }
  return s.round
}

export function propose(s: State, command: Command, out: Effect[]): number {
  const index = extend(s, command, out)
  for (const [id, peer] of s.peers)
    if (peer.image === undefined && peer.flying < (peer.probing ? 1 : s.settings.window))
      sendTo(s, id, peer, out)
  return index
}

export function sendTo(s: State, to: NodeId, peer: Progress, out: Effect[]): void {
  const prev = peer.next - 1
  const prevTerm = termAt(s, prev)
  if (peer.image !== undefined || prevTerm === undefined) return sendImage(s, to, peer, out)
  const from = prev - s.base.index
  const entries = s.entries.slice(from, from + s.settings.batch)
  const { term, commit, round } = s
  out.push({
    do: 'send',
    to,
    message: { type: 'entries', term, prev, prevTerm, entries, commit, round },
  })
  peer.flying += 1
  if (!peer.probing) peer.next += entries.length
}

/** Whether an answer is one to this leader; it shows that the server still follows. */
export function answered(
  s: State,
  from: NodeId,
  { term, round }: { term: number; round: number },
): Progress | undefined {
  if (s.role !== 'leader' || term !== s.term) return undefined
  const peer = s.peers.get(from)
  if (peer === undefined) return undefined
  peer.heard = true
  peer.round = Math.max(peer.round, round)
  return peer
}

export function onStored(s: State, from: NodeId, stored: Message & { type: 'stored' }, out: Effect[]): void {
  const peer = answered(s, from, stored)
  if (peer === undefined) return
  peer.flying = Math.max(0, peer.flying - 1)
  const { match } = stored
  if (match >= peer.match) {
    peer.match = match
    peer.probing = false
    peer.next = Math.max(peer.next, match + 1)
    if (peer.image !== undefined && peer.image.index <= match) delete peer.image
  }
  commitWhatMajorityHas(s, out)
  confirmReads(s, out)
  if (s.role !== 'leader') return
  handOver(s, out)
  while (peer.image === undefined && peer.next <= lastIndex(s) && peer.flying < s.settings.window)
    sendTo(s, from, peer, out)
}

export function onConflict(
  s: State,
  from: NodeId,
  conflict: Message & { type: 'conflict' },
  out: Effect[],
): void {
  const peer = answered(s, from, conflict)
  if (peer === undefined) return
  confirmReads(s, out)
  const { prev, hintTerm, hintIndex } = conflict
  // an old refusal: by now it is known to have that entry, or to lack one before it
  if (s.role !== 'leader' || prev <= peer.match || prev >= peer.next) return
  let next = hintIndex
  for (let at = Math.min(prev, lastIndex(s)); at > s.base.index; at--)
    if (termAt(s, at) === hintTerm) {
      next = at + 1
      break
    }
  peer.next = Math.max(peer.match + 1, Math.min(next, prev))
  peer.probing = true
  peer.flying = 0
  sendTo(s, from, peer, out)
}

export function commitWhatMajorityHas(s: State, out: Effect[]): void {
  for (let index = lastIndex(s); index > s.commit; index--) {
    if (termAt(s, index) !== s.term) return
    const has = (id: NodeId): boolean =>
      id === s.id ? s.durable >= index : (s.peers.get(id)?.match ?? 0) >= index
    if (majority(s, has)) return advance(s, index, out)
  }
}

export function onEntryDurable(s: State, term: number, index: number, out: Effect[]): void {
  if (termAt(s, index) === term) s.durable = Math.max(s.durable, index)
  if (s.role !== 'leader') return
  commitWhatMajorityHas(s, out)
}

/** Sends for the successor once it has the whole log. */
export function handOver(s: State, out: Effect[]): void {
  const { handover } = s
  if (handover === undefined || s.peers.get(handover.to)?.match !== lastIndex(s)) return
  out.push({ do: 'send', to: handover.to, message: { type: 'stand', term: s.term } })
}
