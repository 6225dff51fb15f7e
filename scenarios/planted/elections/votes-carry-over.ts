import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const votesCarryOver: PlantedBug = {
  id: 'votes-carry-over',
  does: 'does not begin to count at 0 when it stands again: votes of the term before are still there',
  seenIn: 'a known mistake of student implementations',
  breaks: [
    'leader-completeness',
    'election-safety',
    'log-matching',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'a candidate that stands twice, and others in its second term',
  deviation: { raft: { votesToBeginWith: (before) => before } },
  example: {
    nodes: 3,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n2 election
      n2>n1 request-vote
      n2>n3 request-vote
      n3>n2 vote granted
      n2>n3 append entries+
      n3>n2 append-reply success
      n1 election
    `),
  },
}
