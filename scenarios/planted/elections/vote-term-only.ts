import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const voteTermOnly: PlantedBug = {
  id: 'vote-term-only',
  does: 'compares last terms only when it votes: the length of the log is never looked at',
  seenIn: 'a known mistake of student implementations; half of §5.4.1',
  breaks: ['election-restriction', 'leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'two entries of one term, of which a voter has one more than the candidate',
  notes: ['N4'],
  deviation: { raft: { candidateUpToDate: (own, candidate) => candidate.lastTerm >= own.lastTerm } },
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
