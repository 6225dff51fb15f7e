import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const snapshotOfEntriesNotApplied: PlantedBug = {
  id: 'snapshot-of-entries-not-applied',
  does: 'says of a snapshot that it ends where its log does, and not where its state does',
  seenIn: '§7, Figure 12: a snapshot ends with the last entry that was applied',
  breaks: [
    'applied-within-commit',
    'commit-within-log',
    'monotone',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'an entry that is not committed when a snapshot is taken',
  settings: { snapshotEvery: 2 },
  deviation: { raft: { snapshotThrough: (_lastApplied, lastIndex) => lastIndex } },
  example: {
    nodes: 2,
    script: scriptOf(`
    n2 election
    n2>n1 request-vote
    n1>n2 vote granted
    c0>n2 write k2 2
    n2 crash
    n2 restart
    `),
  },
}
