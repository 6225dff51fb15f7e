import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const commitCountsLearner: PlantedBug = {
  id: 'commit-counts-learner',
  does: 'counts the copies of learners, who do not vote',
  seenIn: 'RedisLabs/raft#13',
  breaks: ['committed-on-majority', 'state-machine-safety', 'linearizability'],
  needs: 'a learner, and an entry that it has before a majority of the voters',
  deviation: {
    raft: { countsCopyOf: (node, { voters, learners }) => voters.includes(node) || learners.includes(node) },
  },
  scenarios: ['changing-members'],
  example: {
    nodes: 3,
    script: scriptOf(`
      n2 election
      n2>n3 request-vote
      n3>n2 vote granted
      n2>n3 append entries+
      n3>n2 append-reply success
      c4>n2 learners n3
      n2>n3 append entries+
      n3>n2 append-reply success
    `),
  },
}
