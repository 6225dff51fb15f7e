import type { PlantedBug } from './planted-bug.ts'

export const commitOldTerm: PlantedBug = {
  id: 'commit-old-term',
  does: 'commits an entry of an earlier term once a majority holds it (Figure 8)',
  seenIn: "logcabin/logcabin#44, Raft's own first implementation; bakwc/PySyncObj#169",
  breaks: ['leader-completeness', 'committed-on-majority', 'state-machine-safety', 'linearizability'],
  needs: 'four elections, entries one at a time, no no-op at the start of a term',
  notes: ['N8'],
  deviation: {
    raft: { leaderCommit: (_log, commitIndex, majorityIndex) => Math.max(commitIndex, majorityIndex) },
  },
  settings: { batch: 1, noop: false },
  shortest: 20,
}
