import type { PlantedStall } from '../planted-bug.ts'

export const nextIndexStays: PlantedStall = {
  id: 'next-index-stays',
  does: 'takes each refusal of a follower for a late one, and asks it to append behind the same entry again: nextIndex never goes back',
  seenIn:
    'matrixarkai/TemporalStore#114, where the step back was computed and not used: 671 refusals in a row',
  breaks: ['liveness'],
  needs: 'a leader whose log is longer than a follower’s when it is elected',
  notes: ['N6'],
  deviation: { raft: { goesBackFor: () => false } },
}
