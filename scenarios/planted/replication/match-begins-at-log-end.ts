import type { PlantedStall } from '../planted-bug.ts'

export const matchBeginsAtLogEnd: PlantedStall = {
  id: 'match-begins-at-log-end',
  does: 'begins its term with matchIndex at the end of its log instead of 0',
  seenIn: 'a known mistake of student implementations',
  breaks: ['liveness'],
  needs: 'a leader whose followers lack an entry',
  deviation: {
    raft: { firstMatchState: (lastIndex) => ({ nextIndex: lastIndex + 1, matchIndex: lastIndex }) },
  },
}
