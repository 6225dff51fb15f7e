import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const learnersCounted: PlantedBug = {
  id: 'learners-counted',
  does: 'counts copies that learners hold to the majority',
  seenIn: 'thesis §4.2.1: a server that catches up is not counted yet',
  breaks: [
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'election-safety',
    'linearizability',
  ],
  needs: 'a learner that is quicker than the voters',
  scenarios: ['changing-members'],
  deviation: {
    raft: { countsAsVoter: ({ voters, learners }, node) => voters.includes(node) || learners.includes(node) },
  },
  example: {
    nodes: 2,
    settings: { membershipChange: 'single' },
    script: scriptOf(`
    c0>n1 learners n1
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries+
    n2>n1 append-reply success
    c0>n1 retry
    `),
  },
}
