import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const noPrevTermCheck: PlantedBug = {
  id: 'no-prev-term-check',
  does: 'accepts entries behind any entry at prevIndex, whatever its term',
  seenIn: 'three public implementations',
  breaks: [
    'log-matching',
    'state-machine-safety',
    'committed-on-majority',
    'leader-completeness',
    'linearizability',
  ],
  needs: 'a follower with an uncommitted entry of a deposed leader',
  notes: ['N6'],
  deviation: { raft: { previousMatches: (log, prevIndex) => prevIndex <= log.lastIndex } },
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
      n3 election
      n3>n1 request-vote
      n1>n3 vote granted
      n3>n1 append entries+
    `),
  },
}
