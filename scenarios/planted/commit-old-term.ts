import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

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
  example: {
    nodes: 3,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n1>n3 request-vote
      n2>n1 vote granted
      c0>n1 write k1 1
      n3 election
      n3>n2 request-vote
      n2>n3 vote granted
      c1>n3 write k1 2
      n3>n1 request-vote
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n2 append entries-
      n1>n2 append entries-
      n2>n1 append-reply !success
      n2>n1 append-reply !success
      n1>n2 append entries+
      n2>n1 append-reply success
      n1>n3 request-vote
      n3 election
      n3>n2 request-vote
      n2>n3 vote granted
    `),
  },
}
