import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const commitHalf: PlantedBug = {
  id: 'commit-half',
  does: 'commits what half of an even number of servers has',
  seenIn: 'seen in a public implementation',
  breaks: ['committed-on-majority', 'state-machine-safety', 'linearizability'],
  needs: 'an even number of servers that divide in two halves',
  deviation: { raft: { copiesNeeded: (voters) => Math.ceil(voters / 2) } },
  nodes: [4, 6],
  example: {
    nodes: 4,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n1>n3 request-vote
      n2>n1 vote granted
      n3>n1 vote granted
      n1>n2 append entries+
      n2>n1 append-reply success
    `),
  },
}
