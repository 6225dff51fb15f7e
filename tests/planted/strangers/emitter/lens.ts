import type { Json, Lens } from 'whitewater'
import { readStored } from './disk.ts'
import type { Message } from './vocabulary.ts'

/** What messages and the disk of this Raft mean. */
export const lens: Lens = {
  message: (body) => {
    const message = body as unknown as Message
    const { k, term } = message
    if (k === 'ask-vote') {
      const { pre, lastIndex, lastTerm } = message
      return pre ? { kind: 'other', term } : { kind: 'request-vote', term, lastIndex, lastTerm }
    }
    if (k === 'vote') {
      const { pre, granted } = message
      return pre ? { kind: 'other', term } : { kind: 'vote', term, granted }
    }
    if (k === 'append') return { kind: 'append', term }
    if (k === 'chunk') return { kind: 'snapshot', term }
    if (k === 'appended') return { kind: 'append-reply', term }
    return { kind: 'other', term }
  },
  stored: (stored) => {
    const { term, vote, image, base, entries } = readStored(stored as Readonly<Record<string, Json>>)
    // a snapshot stands for what it covers
    const covered = Math.max(0, (image?.index ?? 0) - base.index)
    const log = entries.map((entry, i) => ({
      ...{ index: base.index + 1 + i, term: entry.term, digest: JSON.stringify(entry.body) },
    }))
    const firstIndex = base.index + 1 + covered
    return { currentTerm: term, votedFor: vote, log: log.slice(covered), firstIndex }
  },
}
