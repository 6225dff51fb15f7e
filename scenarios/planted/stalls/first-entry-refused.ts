import type { PlantedStall } from '../planted-bug.ts'

export const firstEntryRefused: PlantedStall = {
  id: 'first-entry-refused',
  does: 'looks for an entry before the first one, finds none at index 0, and refuses',
  seenIn: 'a known mistake of student implementations: the consistency check of an empty log',
  breaks: ['liveness'],
  needs: 'a leader',
  deviation: {
    raft: {
      previousMatches: (log, prevIndex, prevTerm) => prevIndex > 0 && log.termAt(prevIndex) === prevTerm,
    },
  },
}
