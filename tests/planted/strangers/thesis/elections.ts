import type { NodeId } from 'whitewater'
import { isMember, lastIndex, lastTerm, majority, members, setTerm } from './log.ts'
import { lead } from './leading.ts'
import { refuseReads } from './reads.ts'
import { ELECTION_AT_LEAST, ELECTION_AT_MOST, type Effect, type Message, type State } from './state.ts'

// Who leads: pre-votes (thesis, 9.6), votes, the leader's watch over its quorum (6.2), transfer of leadership (3.10).

export function waitForLeader(s: State, out: Effect[]): void {
  out.push({ do: 'arm', timer: 'election', after: s.roll(ELECTION_AT_LEAST, ELECTION_AT_MOST) })
}

/** Comes back to follow: in a newer term, or in this one because another leads or the quorum is gone. */
export function follow(s: State, term: number, out: Effect[]): void {
  if (term > s.term) {
    setTerm(s, term, null, out)
    s.leader = null
  }
  if (s.role === 'leader') {
    out.push({ do: 'disarm', timer: 'heartbeat' })
    s.peers.clear()
    s.leader = null
    refuseReads(s, out)
    waitForLeader(s, out)
  }
  s.role = 'follower'
}

/** The leader of this term spoke. */
export function hear(s: State, from: NodeId, out: Effect[]): void {
  if (s.role !== 'follower') follow(s, s.term, out)
  s.leader = from
  s.trusting = true
  out.push({ do: 'arm', timer: 'trust', after: ELECTION_AT_LEAST })
  waitForLeader(s, out)
  settleHandover(s, from, out)
}

export function settleHandover(s: State, leader: NodeId | null, out: Effect[]): void {
  const { handover } = s
  if (handover === undefined) return
  delete s.handover
  out.push({ do: 'disarm', timer: 'transfer' })
  const answer =
    handover.to === leader
      ? ({ type: 'ok', value: null } as const)
      : ({ type: 'info', error: 'no answer in time' } as const)
  out.push({ do: 'answer', token: handover.token, answer })
}

export function onElectionTimer(s: State, out: Effect[]): void {
  if (s.role === 'leader') return watchQuorum(s, out)
  waitForLeader(s, out)
  if (!isMember(s)) return
  s.role = 'precandidate'
  s.leader = null
  s.ballots = new Set()
  askAll(s, { pre: true, forced: false, term: s.term + 1 }, out)
  count(s, s.id, out)
}

function watchQuorum(s: State, out: Effect[]): void {
  if (!majority(s, (id) => id === s.id || s.peers.get(id)?.heard === true)) return follow(s, s.term, out)
  for (const peer of s.peers.values()) peer.heard = false
  out.push({ do: 'arm', timer: 'election', after: ELECTION_AT_MOST })
}

function stand(s: State, forced: boolean, out: Effect[]): void {
  s.role = 'candidate'
  s.leader = null
  s.forced = forced
  s.ballots = new Set()
  setTerm(s, s.term + 1, s.id, out)
  waitForLeader(s, out)
  out.push({ do: 'when-durable', happening: { what: 'candidacy', term: s.term } })
}

/** Its own vote is on the disk. */
export function onCandidacy(s: State, term: number, out: Effect[]): void {
  if (s.role !== 'candidate' || s.term !== term) return
  askAll(s, { pre: false, forced: s.forced, term }, out)
  count(s, s.id, out)
}

function askAll(s: State, ask: { pre: boolean; forced: boolean; term: number }, out: Effect[]): void {
  const message: Message = { type: 'ask', ...ask, lastIndex: lastIndex(s), lastTerm: lastTerm(s) }
  for (const to of members(s)) if (to !== s.id) out.push({ do: 'send', to, message })
}

export function onAsk(s: State, from: NodeId, ask: Message & { type: 'ask' }, out: Effect[]): void {
  const { pre, term } = ask
  const refuse = (): void => {
    out.push({ do: 'promise', to: from, message: { type: 'ballot', pre, term: s.term, granted: false } })
  }
  if (term < s.term || (pre && term === s.term)) return refuse()
  // who hears a leader helps nobody against it, but for whom the leader itself has sent
  if ((s.trusting || s.role === 'leader') && !ask.forced) return pre ? refuse() : undefined
  if (!pre && term > s.term) follow(s, term, out)
  const isNewer =
    ask.lastTerm > lastTerm(s) || (ask.lastTerm === lastTerm(s) && ask.lastIndex >= lastIndex(s))
  if (pre) {
    if (!isNewer) return refuse()
    out.push({ do: 'send', to: from, message: { type: 'ballot', pre, term, granted: true } })
    return
  }
  if (!isNewer || (s.vote !== null && s.vote !== from)) return refuse()
  if (s.vote === null) setTerm(s, term, from, out)
  waitForLeader(s, out)
  out.push({ do: 'promise', to: from, message: { type: 'ballot', pre, term, granted: true } })
}

export function onBallot(s: State, from: NodeId, ballot: Message & { type: 'ballot' }, out: Effect[]): void {
  if (!ballot.granted) return
  const isMine = ballot.pre
    ? s.role === 'precandidate' && ballot.term === s.term + 1
    : s.role === 'candidate' && ballot.term === s.term
  if (isMine) count(s, from, out)
}

function count(s: State, voter: NodeId, out: Effect[]): void {
  s.ballots.add(voter)
  if (!majority(s, (id) => s.ballots.has(id))) return
  if (s.role === 'precandidate') stand(s, false, out)
  else lead(s, out)
}

/** The leader sends for its successor. */
export function onStand(s: State, { term }: Message & { type: 'stand' }, out: Effect[]): void {
  if (term === s.term && s.role !== 'leader' && isMember(s)) stand(s, true, out)
}
