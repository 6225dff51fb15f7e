import type { Json } from 'whitewater'
import { follow, settleHandover } from './elections.ts'
import { termAt } from './log.ts'
import { serveReads } from './reads.ts'
import { compact } from './snapshots.ts'
import type { Answer, Call, Effect, Entry, State } from './state.ts'

// The state machine, with what each client was told last (thesis, 6.3).

export function advance(s: State, commit: number, out: Effect[]): void {
  s.commit = Math.max(s.commit, commit)
  while (s.applied < s.commit) {
    const entry = s.entries[s.applied - s.base.index]
    if (entry === undefined) throw new Error(`entry ${s.applied + 1} is committed, and missing`)
    s.applied = entry.index
    apply(s, entry, out)
  }
  serveReads(s, out)
  const { snapshotEvery } = s.settings
  if (snapshotEvery > 0 && s.applied - s.image.index >= snapshotEvery) compact(s, out)
}

function apply(s: State, { index, term, command }: Entry, out: Effect[]): void {
  let answer: Answer = { type: 'ok', value: null }
  if (command.kind === 'call') answer = execute(s, command.call)
  const waiting = s.waiting.get(index)
  if (waiting !== undefined) {
    s.waiting.delete(index)
    const ours = waiting.term === term
    out.push({ do: 'answer', token: waiting.token, answer: ours ? answer : { type: 'info', error: 'lost' } })
  }
  if (command.kind === 'members') onMembersCommitted(s, command.members, out)
}

function onMembersCommitted(s: State, members: readonly string[], out: Effect[]): void {
  if (s.role !== 'leader') return
  for (const id of s.peers.keys()) if (!members.includes(id)) s.peers.delete(id)
  if (s.handover !== undefined && !members.includes(s.handover.to)) settleHandover(s, null, out)
  if (members.includes(s.id) || termAt(s, s.commit) === undefined) return
  // it has led itself out
  follow(s, s.term, out)
}

/** A request that comes again gets the answer it got. */
function execute(s: State, call: Call): Answer {
  const last = s.results.get(call.client)
  if (last !== undefined && call.sequence === last.sequence) return last.answer
  if (last !== undefined && call.sequence < last.sequence) return { type: 'info', error: 'long done with' }
  const answer = perform(s.values, call)
  s.results.set(call.client, { sequence: call.sequence, answer })
  return answer
}

export function perform(values: Map<string, Json>, { f, key = '', value = null }: Call): Answer {
  const now = values.get(key) ?? null
  if (f === 'read') return { type: 'ok', value: now }
  if (f === 'write') {
    values.set(key, value)
    return { type: 'ok', value: null }
  }
  const [from, to] = value as [Json, Json]
  if (JSON.stringify(now) !== JSON.stringify(from)) return { type: 'fail', error: 'precondition failed' }
  values.set(key, to)
  return { type: 'ok', value: null }
}
