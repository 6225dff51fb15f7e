import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const commitChecksLastTerm: PlantedBug = {
  id: 'commit-checks-last-term',
  does: 'asks for an entry of its own term at the end of its log, instead of at the index that it commits',
  seenIn: 'a known mistake of student implementations: log.lastTerm for log[N].term (Figure 8)',
  breaks: ['leader-completeness', 'state-machine-safety', 'committed-on-majority', 'linearizability'],
  needs: 'four elections, entries one at a time',
  notes: ['N8'],
  deviation: {
    raft: {
      leaderCommit: (log, commitIndex, majorityIndex, currentTerm) =>
        log.lastTerm === currentTerm ? Math.max(commitIndex, majorityIndex) : commitIndex,
    },
  },
  settings: { batch: 1 },
  example: {
    nodes: 3,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n1>n3 request-vote
      n2>n1 vote granted
      n3 election
      n3>n2 request-vote
      n2>n3 vote granted
      n3>n1 request-vote
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n2 append entries+
      n2>n1 append-reply !success
      n1>n2 append entries+
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
