import type { PlantedStall } from '../planted-bug.ts'

export const electionTimeoutNotRandom: PlantedStall = {
  id: 'election-timeout-not-random',
  does: 'waits for the same time before each election, as all others do: votes are split again and again',
  seenIn: 'goraft/raft#13; databendlabs/openraft#1838, where it was drawn once and not for each election',
  breaks: ['liveness'],
  needs: 'servers that start at the same time, or lose their leader so',
  settings: { preVote: false },
  deviation: { raft: { latestElectionTimeout: (electionTimeoutMin) => electionTimeoutMin } },
}
