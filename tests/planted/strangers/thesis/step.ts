import type { NodeId } from 'whitewater'
import {
  follow,
  onAsk,
  onBallot,
  onCandidacy,
  onElectionTimer,
  onStand,
  settleHandover,
  waitForLeader,
} from './elections.ts'
import { onEntries } from './following.ts'
import { beat, callRound, greet, handOver, onConflict, onEntryDurable, onStored, propose } from './leading.ts'
import { members } from './log.ts'
import { readAt } from './reads.ts'
import { compact, onChunk, onImage, onImageDurable } from './snapshots.ts'
import {
  ELECTION_AT_MOST,
  type Answer,
  type Call,
  type Effect,
  type Event,
  type Message,
  type State,
  type Timer,
  type Token,
} from './state.ts'

/** One event; its effects are pushed to `out`. Nothing happens before what recovery cleaned up is on the disk. */
export function step(s: State, event: Event, out: Effect[]): void {
  if (event.on === 'durable') return onDurable(s, event, out)
  if (event.on === 'start') {
    out.push({ do: 'when-durable', happening: { what: 'ready' } })
    return
  }
  if (!s.ready) {
    if ('token' in event) refuse(s, event.token, out)
    return
  }
  switch (event.on) {
    case 'message':
      return onMessage(s, event.from, event.message, out)
    case 'timer':
      return onTimer(s, event.timer, out)
    case 'call':
      return onCall(s, event.token, event.call, out)
    case 'members':
      return onMembers(s, event.token, event.members, out)
    case 'transfer':
      return onTransfer(s, event.token, event.to, out)
    case 'compact':
      compact(s, out)
      out.push({ do: 'answer', token: event.token, answer: done })
  }
}

const done: Answer = { type: 'ok', value: null }

function fail(token: Token, error: string, out: Effect[]): void {
  out.push({ do: 'answer', token, answer: { type: 'fail', error } })
}

function refuse(s: State, token: Token, out: Effect[]): void {
  const leads = s.leader !== null && s.leader !== s.id
  fail(token, leads ? `not leader; leader ${s.leader}` : 'not leader', out)
}

function onDurable(s: State, event: Event & { on: 'durable' }, out: Effect[]): void {
  switch (event.what) {
    case 'ready':
      s.ready = true
      return waitForLeader(s, out)
    case 'candidacy':
      return onCandidacy(s, event.term, out)
    case 'entry':
      return onEntryDurable(s, event.term, event.index, out)
    case 'image':
      return onImageDurable(s, event.index, out)
  }
}

function onTimer(s: State, timer: Timer, out: Effect[]): void {
  if (timer === 'election') onElectionTimer(s, out)
  else if (timer === 'heartbeat' && s.role === 'leader') beat(s, out)
  else if (timer === 'trust') s.trusting = false
  else if (timer === 'transfer') settleHandover(s, null, out)
}

function onMessage(s: State, from: NodeId, message: Message, out: Effect[]): void {
  // a request may be one that must not be listened to, and a granted pre-vote speaks of a term that is not yet
  const isTerm = message.type !== 'ask' && !(message.type === 'ballot' && message.pre && message.granted)
  if (isTerm && message.term > s.term) follow(s, message.term, out)
  switch (message.type) {
    case 'ask':
      return onAsk(s, from, message, out)
    case 'ballot':
      return onBallot(s, from, message, out)
    case 'entries':
      return onEntries(s, from, message, out)
    case 'stored':
      return onStored(s, from, message, out)
    case 'conflict':
      return onConflict(s, from, message, out)
    case 'image':
      return onImage(s, from, message, out)
    case 'chunk':
      return onChunk(s, from, message, out)
    case 'stand':
      return onStand(s, message, out)
  }
}

function onCall(s: State, token: Token, call: Call, out: Effect[]): void {
  if (s.role !== 'leader') return refuse(s, token, out)
  if (call.f === 'read' && s.settings.reads === 'index') return readAt(s, token, call, out)
  // the successor would never have it all
  if (s.handover !== undefined) return fail(token, 'busy', out)
  wait(s, propose(s, { kind: 'call', call }, out), token)
}

function wait(s: State, index: number, token: Token): void {
  s.waiting.set(index, { term: s.term, token })
}

/** One server joins or leaves (thesis, 4.1), after an entry of the own term, and one change at a time. */
function onMembers(s: State, token: Token, wanted: readonly NodeId[], out: Effect[]): void {
  if (s.role !== 'leader') return refuse(s, token, out)
  const now = members(s)
  const under = s.memberships.at(-1)
  if (s.handover !== undefined || s.commit < s.opening) return fail(token, 'busy', out)
  if (under !== undefined && under.index > s.commit) return fail(token, 'change under way', out)
  const joins = wanted.filter((id) => !now.includes(id))
  const leaves = now.filter((id) => !wanted.includes(id))
  if (joins.length + leaves.length > 1) return fail(token, 'no such change', out)
  if (joins.length + leaves.length === 0) {
    out.push({ do: 'answer', token, answer: done })
    return
  }
  const index = propose(s, { kind: 'members', members: wanted }, out)
  wait(s, index, token)
  greet(s)
  callRound(s, out)
}

function onTransfer(s: State, token: Token, to: NodeId, out: Effect[]): void {
  if (s.role !== 'leader') return refuse(s, token, out)
  if (to === s.id) {
    out.push({ do: 'answer', token, answer: done })
    return
  }
  if (s.handover !== undefined) return fail(token, 'busy', out)
  if (!members(s).includes(to)) return fail(token, 'no such follower', out)
  s.handover = { to, token }
  out.push({ do: 'arm', timer: 'transfer', after: ELECTION_AT_MOST })
  handOver(s, out)
}
