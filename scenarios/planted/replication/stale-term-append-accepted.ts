import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const staleTermAppendAccepted: PlantedBug = {
  id: 'stale-term-append-accepted',
  does: 'takes entries of a leader whose term is over',
  seenIn: 'a known mistake of student implementations; Figure 2, AppendEntries receiver step 1 left out',
  breaks: ['state-machine-safety', 'committed-on-majority', 'leader-completeness', 'linearizability'],
  needs: 'an AppendEntries of a deposed leader that arrives late',
  deviation: { raft: { followsLeaderOf: () => true } },
  example: {
    nodes: 3,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n2 election
      n2>n3 request-vote
      n3>n2 vote granted
      n2>n3 append entries+
      n3>n2 append-reply success
      n1>n2 append entries+
    `),
  },
}
