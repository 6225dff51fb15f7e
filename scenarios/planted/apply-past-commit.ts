import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const applyPastCommit: PlantedBug = {
  id: 'apply-past-commit',
  does: 'hands entries to the state machine as soon as they are in the log, so lastApplied passes commitIndex',
  seenIn: 'canonical/raft#355, sofastack/sofa-jraft#1092',
  breaks: ['applied-within-commit', 'state-machine-safety'],
  needs: 'one entry',
  notes: ['N2'],
  deviation: { raft: { applyThrough: (_commitIndex, lastIndex) => lastIndex } },
  example: {
    nodes: 2,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries+
    `),
  },
}
