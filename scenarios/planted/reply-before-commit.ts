import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const replyBeforeCommit: PlantedBug = {
  id: 'reply-before-commit',
  does: 'answers a write as soon as the leader has it in its own log',
  seenIn: 'a documented mistake of public libraries: the result is returned at append, not after apply',
  breaks: ['linearizability'],
  needs: 'a leader that is cut off or crashes before a majority has the entry',
  notes: ['N2', 'N10'],
  deviation: { raft: { answersLocally: (kind) => kind === 'write' } },
  example: {
    nodes: 3,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    c0>n1 cas k1 null->1
    c1>n1 cas k1 null->2
    `),
  },
}
