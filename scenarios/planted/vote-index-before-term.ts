import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const voteIndexBeforeTerm: PlantedBug = {
  id: 'vote-index-before-term',
  does: 'compares the last index before the last term when it votes, as the notes word the rule',
  seenIn: 'the notes; index-first comparisons stand in several public implementations',
  breaks: ['election-restriction', 'leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'an old leader with more uncommitted entries than the new leader has',
  notes: ['N4'],
  deviation: {
    raft: {
      candidateUpToDate: (own, candidate) =>
        candidate.lastIndex > own.lastIndex ||
        (candidate.lastIndex === own.lastIndex && candidate.lastTerm === own.lastTerm),
    },
  },
  shortest: 16,
  example: {
    nodes: 3,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    c0>n1 write k1 1
    n2 election
    n2>n1 request-vote
    n2>n3 request-vote
    n3>n2 vote granted
    n1 election
    n1>n2 request-vote
    `),
  },
}
