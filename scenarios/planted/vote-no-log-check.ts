import type { PlantedBug } from './planted-bug.ts'

export const voteNoLogCheck: PlantedBug = {
  id: 'vote-no-log-check',
  does: 'grants its vote without comparing logs',
  seenIn: 'hydro-project/hydro#3082, found there as a linearizability violation',
  breaks: ['election-restriction', 'leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'one write and two elections',
  deviation: { raft: { candidateUpToDate: () => true } },
  shortest: 10,
}
