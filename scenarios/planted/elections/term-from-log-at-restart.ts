import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const termFromLogAtRestart: PlantedBug = {
  id: 'term-from-log-at-restart',
  does: 'takes the term of its last entry for the present term when it restarts',
  seenIn: 'willemt/raft#118, where it was the term of the snapshot',
  breaks: ['monotone', 'one-vote-per-term', 'election-safety'],
  needs: 'a voter that restarts in a term of which it has no entry',
  deviation: { raft: { restoredState: (_stored, lastTerm) => ({ currentTerm: lastTerm, votedFor: null }) } },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1 crash
      n1 restart
    `),
  },
}
