import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const commitNotMonotonic: PlantedBug = {
  id: 'commit-not-monotonic',
  does: 'sets commitIndex to what the last message says, also where that is late and says less',
  seenIn: 'bakwc/PySyncObj#166',
  breaks: ['monotone'],
  needs: 'two messages that arrive in the other order, or one twice',
  deviation: {
    raft: {
      followerCommit: (_commitIndex, leaderCommit, lastNewIndex) => Math.min(leaderCommit, lastNewIndex),
    },
  },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n2 append entries+
      n2>n1 append-reply success
      c0>n1 write k1 1
      n1>n2 append entries+
      n1>n2 append entries+ again
    `),
  },
}
