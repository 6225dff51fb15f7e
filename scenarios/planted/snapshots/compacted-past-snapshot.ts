import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const compactedPastSnapshot: PlantedBug = {
  id: 'compacted-past-snapshot',
  does: 'drops the log up to what it has applied by now, beyond the end of the snapshot: entries in between are nowhere',
  seenIn: 'RedisLabs/redisraft#43, a gap between snapshot and log after a restart',
  breaks: [
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
    'monotone',
  ],
  needs: 'entries that are applied while the disk writes a snapshot, and a restart',
  settings: { snapshotEvery: 4, trailing: 0 },
  deviation: { raft: { compactThrough: (_snapshotIndex, lastApplied) => lastApplied } },
  example: {
    nodes: 2,
    script: scriptOf(`
    n2 election
    n2>n1 request-vote
    n1>n2 vote granted
    n2>n1 append entries+
    n1>n2 append-reply success
    c0>n2 read k2
    n2>n1 append entries+
    c1>n2 read k2
    c3>n2 write k1 4
    n2>n1 append entries+
    c2>n2 read k4
    n2>n1 append entries+
    n2>n1 append entries+
    n1>n2 append-reply success#49950a05 (held)
    n1>n2 append-reply success#3b55da1c
    c3>n2 read k1
    n2>n1 append entries+
    n1>n2 append-reply success#1e2b9582
    `),
  },
}
