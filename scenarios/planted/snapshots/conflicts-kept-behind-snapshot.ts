import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const conflictsKeptBehindSnapshot: PlantedBug = {
  id: 'conflicts-kept-behind-snapshot',
  does: 'keeps what its log holds behind a snapshot, though the entry at its end is another one',
  seenIn: 'databendlabs/openraft#561, #753',
  breaks: [
    'log-matching',
    'leader-append-only',
    'commit-within-log',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'a follower with more uncommitted entries of a deposed leader than a snapshot replaces',
  settings: { snapshotEvery: 1, trailing: 0 },
  deviation: { raft: { keepsBehind: (log, snapshot) => log.lastIndex > snapshot.index } },
  example: {
    nodes: 3,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n3 append entries+
    n1>n2 append entries+
    c0>n1 read k3
    n3 election
    n3>n2 request-vote
    n2>n3 vote granted
    n3>n2 append entries+
    n2>n3 append-reply success
    c0>n1 write k2 84
    n3 heartbeat
    n3>n1 install-snapshot  done
    `),
  },
}
