import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const voteNoLogCheck: PlantedBug = {
  id: 'vote-no-log-check',
  does: 'grants its vote without comparing logs',
  seenIn: 'hydro-project/hydro#3082, found there as a linearizability violation',
  breaks: ['election-restriction', 'leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'one write and two elections',
  deviation: { raft: { candidateUpToDate: () => true } },
  shortest: 10,
  example: {
    nodes: 2,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n2 election
    n2>n1 request-vote
    `),
  },
}
