import type { NodeId } from 'whitewater'
import { advance } from './applying.ts'
import { hear } from './elections.ts'
import { cut, lastIndex, push, termAt } from './log.ts'
import type { Effect, Message, State } from './state.ts'

export function onEntries(s: State, from: NodeId, sent: Message & { type: 'entries' }, out: Effect[]): void {
  const { prev, entries, round } = sent
  if (sent.term < s.term) return refuse(s, from, prev, round, out)
  hear(s, from, out)
  if (prev > lastIndex(s) || (prev >= s.base.index && termAt(s, prev) !== sent.prevTerm))
    return refuse(s, from, prev, round, out)
  for (const entry of entries) {
    // what was compacted is committed, and so the same
    if (entry.index <= s.base.index || termAt(s, entry.index) === entry.term) continue
    if (entry.index <= lastIndex(s)) cut(s, entry.index, out)
    push(s, entry, out)
    out.push({
      do: 'when-durable',
      happening: { what: 'entry', term: entry.term, index: entry.index },
    })
  }
  const match = prev + entries.length
  advance(s, Math.min(sent.commit, match), out)
  out.push({ do: 'promise', to: from, message: { type: 'stored', term: s.term, match, round } })
}

/** Says where the log parts: before the whole term of the entry that did not fit. */
function refuse(s: State, to: NodeId, prev: number, round: number, out: Effect[]): void {
  let hintIndex = lastIndex(s) + 1
  let hintTerm = 0
  const own = termAt(s, prev)
  if (prev <= lastIndex(s) && own !== undefined) {
    hintTerm = own
    hintIndex = prev
    while (hintIndex - 1 > s.base.index && termAt(s, hintIndex - 1) === own) hintIndex -= 1
  }
  out.push({
    do: 'promise',
    to,
    message: { type: 'conflict', term: s.term, prev, hintTerm, hintIndex, round },
  })
}
