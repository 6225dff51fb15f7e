import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const voteAndInsteadOfOr: PlantedBug = {
  id: 'vote-and-instead-of-or',
  does: 'denies its vote only to a log that is both of an older term and shorter',
  seenIn: 'seen in a public implementation',
  breaks: ['election-restriction', 'leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'a log that is older by one of the two alone',
  notes: ['N4'],
  deviation: {
    raft: {
      candidateUpToDate: (own, candidate) =>
        candidate.lastTerm >= own.lastTerm || candidate.lastIndex >= own.lastIndex,
    },
  },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n2 append entries+
      c0>n1 read k1
      n2 election
      n2>n1 request-vote
    `),
  },
}
