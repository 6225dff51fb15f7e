import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const truncateOnStepDown: PlantedBug = {
  id: 'truncate-on-step-down',
  does: 'drops what it has not committed when it steps down, though the others may commit it',
  seenIn: 'microsoft/CCF#5674',
  breaks: ['committed-on-majority', 'state-machine-safety', 'leader-completeness', 'linearizability'],
  needs: 'a leader that steps down while its last entry is on its way',
  deviation: { raft: { keptAtStepDown: (_lastIndex, commitIndex) => commitIndex } },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n2 append entries+
      n2>n1 append-reply success
      n2 election
      n2>n1 request-vote
      n1>n2 vote granted
      n1 election
      n1>n2 request-vote
    `),
  },
}
