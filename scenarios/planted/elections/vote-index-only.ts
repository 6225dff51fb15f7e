import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const voteIndexOnly: PlantedBug = {
  id: 'vote-index-only',
  does: 'compares last indexes only when it votes: the last term is never looked at',
  seenIn: 'seen in a public implementation',
  breaks: ['election-restriction', 'leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'an old leader with more uncommitted entries than the new leader has committed',
  notes: ['N4'],
  deviation: { raft: { candidateUpToDate: (own, candidate) => candidate.lastIndex >= own.lastIndex } },
  example: {
    nodes: 3,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n2 election
      n2>n3 request-vote
      n2>n1 request-vote
      n3>n2 vote granted
      n1 election
      n1>n2 request-vote
    `),
  },
}
