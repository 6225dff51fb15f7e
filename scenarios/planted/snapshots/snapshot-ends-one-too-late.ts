import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const snapshotEndsOneTooLate: PlantedBug = {
  id: 'snapshot-ends-one-too-late',
  does: 'counts one entry too many to a snapshot: who starts from it never executes that one',
  seenIn: '§7: lastIncludedIndex taken for the next one',
  breaks: [
    'exactly-once',
    'applied-within-commit',
    'commit-within-log',
    'monotone',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'a snapshot that is taken between two entries of one batch',
  settings: { snapshotEvery: 2 },
  deviation: { raft: { snapshotThrough: (lastApplied, lastIndex) => Math.min(lastApplied + 1, lastIndex) } },
  example: {
    nodes: 2,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    c0>n1 write k1 1
    n1>n2 append entries+
    n2>n1 append-reply success
    n1 crash
    n1 restart
    `),
  },
}
