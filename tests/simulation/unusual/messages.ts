import type { Json } from '../../../src/base/json.ts'
import type { Lens } from '../../../src/subject/contract.ts'
import type { Entry, Snapshot } from './stored-log.ts'

export type Message =
  | { type: 'pre?'; term: number; lastIndex: number; lastTerm: number }
  | { type: 'vote?'; term: number; lastIndex: number; lastTerm: number }
  | { type: 'pre!'; term: number; granted: boolean }
  | { type: 'vote!'; term: number; granted: boolean }
  | { type: 'append?'; term: number; before: number; beforeTerm: number; entries: Entry[]; commit: number }
  | { type: 'append!'; term: number; ok: boolean; index: number }
  | { type: 'snapshot'; term: number; snapshot: Snapshot }
export type Of<T extends Message['type']> = Extract<Message, { type: T }>

/** What the messages and the disk of {@link UnusualRaft} mean. `exact`: also where candidates say their logs end. */
export const lens = (exact: boolean): Lens => ({
  message: (body) => {
    const message = body as Message
    const { term } = message
    switch (message.type) {
      case 'vote?': {
        const { lastIndex, lastTerm } = message
        return { kind: 'request-vote', term, ...(exact ? { lastIndex, lastTerm } : {}) }
      }
      case 'vote!':
        return { kind: 'vote', term, granted: message.granted }
      case 'append?':
        return { kind: 'append', term }
      case 'append!':
        return { kind: 'append-reply', term }
      case 'snapshot':
        return { kind: 'snapshot', term }
      default:
        return { kind: 'other', term }
    }
  },
  stored: (body) => {
    const stored = body as Record<string, Json>
    const meta = stored['meta'] as { term: number; vote: string | null } | undefined
    const { index, term } = (stored['snapshot'] as Snapshot | undefined) ?? { index: 0, term: 0 }
    const log = []
    for (let at = index + 1, before = term; ; at++) {
      const entry = (stored[`log/${at}`] ?? null) as Entry | null
      if (entry === null || entry.before !== before) break
      before = entry.term
      log.push({ index: at, term: entry.term, digest: JSON.stringify([entry.id, entry.call]) })
    }
    return { currentTerm: meta?.term ?? 0, votedFor: meta?.vote ?? null, log, firstIndex: index + 1 }
  },
})
