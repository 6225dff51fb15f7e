import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const snapshotOfThePresentTerm: PlantedBug = {
  id: 'snapshot-of-the-present-term',
  does: 'gives a snapshot the term in which it is taken, and not that of its last entry',
  seenIn: 'seen in a public implementation',
  breaks: [
    'log-matching',
    'election-restriction',
    'monotone',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'a snapshot that ends with an entry of an earlier term',
  settings: { snapshotEvery: 2 },
  deviation: { raft: { snapshotTerm: (_log, _index, currentTerm) => currentTerm } },
  example: {
    nodes: 3,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries+
    n2>n1 append-reply success
    c0>n1 write k1 1
    n1>n2 append entries+
    n2>n1 append-reply success
    n1 heartbeat
    n1>n2 append entries-
    n2 election
    n2>n3 request-vote
    n3>n2 vote granted
    n2>n3 append entries+
    n3>n2 append-reply !success
    n2>n3 append entries+
    n3>n2 append-reply success
    `),
  },
}
