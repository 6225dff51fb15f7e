import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const majorityHalf: PlantedBug = {
  id: 'majority-half',
  does: 'takes half of an even number of servers for a majority',
  seenIn: 'a public implementation, of which both halves acknowledged different writes at index 1',
  breaks: [
    'election-safety',
    'leader-completeness',
    'log-matching',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'an even number of servers that divide in two halves',
  deviation: { raft: { quorum: (members) => Math.ceil(members / 2) } },
  nodes: [2, 4, 6],
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n2 election
    `),
  },
}
