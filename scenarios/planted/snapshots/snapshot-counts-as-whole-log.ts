import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const snapshotCountsAsWholeLog: PlantedBug = {
  id: 'snapshot-counts-as-whole-log',
  does: 'takes a follower that has installed a snapshot to hold all of its log',
  seenIn: 'Figure 2 and Figure 13: matchIndex is lastIncludedIndex then',
  breaks: [
    'match-within-log',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'a snapshot that is installed while newer entries are not committed',
  settings: { snapshotEvery: 2, trailing: 0 },
  deviation: { raft: { matchAfterSnapshot: (_matchIndex, _snapshotIndex, lastIndex) => lastIndex } },
  example: {
    nodes: 3,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n3 append entries+
    n3>n1 append-reply success
    c0>n1 write k1 2
    n1>n3 append entries+
    n3>n1 append-reply success
    n1 heartbeat
    n1>n2 install-snapshot  done
    c0>n1 read k1
    n2>n1 snapshot-reply installed
    `),
  },
}
