import type { PlantedBug } from './planted-bug.ts'

export const replyBeforeCommit: PlantedBug = {
  id: 'reply-before-commit',
  does: 'answers a write as soon as the leader has it in its own log',
  seenIn: 'a documented mistake of public libraries: the result is returned at append, not after apply',
  breaks: ['linearizability'],
  needs: 'a leader that is cut off or crashes before a majority has the entry',
  notes: ['N2', 'N10'],
  deviation: { raft: { answersLocally: (kind) => kind === 'write' } },
}
