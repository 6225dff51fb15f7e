import { perform } from './applying.ts'
import { majority } from './log.ts'
import { callRound } from './leading.ts'
import type { Call, Effect, State, Token } from './state.ts'

// Reads that write nothing (thesis, 6.4): a quorum says that it still follows, after the read has come.

export function readAt(s: State, token: Token, call: Call, out: Effect[]): void {
  // before an entry of its own term is committed a leader does not know what is
  const index = Math.max(s.commit, s.opening)
  s.reads.push({ round: callRound(s, out), index, token, call })
  confirmReads(s, out)
}

export function confirmReads(s: State, out: Effect[]): void {
  if (s.role !== 'leader') return
  for (const read of s.reads) {
    if (read.round === 0) continue
    if (majority(s, (id) => id === s.id || (s.peers.get(id)?.round ?? 0) >= read.round)) read.round = 0
  }
  serveReads(s, out)
}

/** Those that are confirmed, round 0, once all before them is applied. */
export function serveReads(s: State, out: Effect[]): void {
  const due = s.reads.filter(({ round, index }) => round === 0 && index <= s.applied)
  if (due.length === 0) return
  s.reads = s.reads.filter((read) => !due.includes(read))
  for (const { token, call } of due) out.push({ do: 'answer', token, answer: perform(s.values, call) })
}

export function refuseReads(s: State, out: Effect[]): void {
  for (const { token } of s.reads)
    out.push({ do: 'answer', token, answer: { type: 'fail', error: 'not leader' } })
  s.reads = []
}
