import type { PlantedStall } from '../planted-bug.ts'

export const commitIndexIgnored: PlantedStall = {
  id: 'commit-index-ignored',
  does: 'appends what the leader sends and leaves its commitIndex as it was: it applies nothing until it leads itself',
  seenIn: 'a known mistake of student implementations; Figure 2, AppendEntries receiver step 5 left out',
  breaks: ['liveness'],
  needs: 'one entry',
  notes: ['N7'],
  deviation: { raft: { followerCommit: (commitIndex) => commitIndex } },
}
