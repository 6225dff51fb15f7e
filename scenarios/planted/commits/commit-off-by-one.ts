import { rules } from '../../../src/raft/core/index.ts'
import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const commitOffByOne: PlantedBug = {
  id: 'commit-off-by-one',
  does: 'commits one entry more than a majority has',
  seenIn: 'an index taken for a length',
  breaks: ['committed-on-majority', 'state-machine-safety', 'linearizability'],
  needs: 'two entries of which a majority has the first',
  deviation: {
    raft: {
      leaderCommit(log, commitIndex, majorityIndex, currentTerm) {
        const commit = rules.leaderCommit(log, commitIndex, majorityIndex, currentTerm)
        return commit > commitIndex && commit < log.lastIndex ? commit + 1 : commit
      },
    },
  },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      c0>n1 write k1 1
      n1>n2 append entries+
      n2>n1 append-reply success
    `),
  },
}
