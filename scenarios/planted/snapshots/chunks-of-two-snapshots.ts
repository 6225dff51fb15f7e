import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const chunksOfTwoSnapshots: PlantedBug = {
  id: 'chunks-of-two-snapshots',
  does: 'goes on with a snapshot that comes in where another one begins: the image is of both',
  seenIn: 'Figure 13, step 2 to 4: a chunk belongs to the snapshot of its lastIncludedIndex',
  breaks: ['no-exception', 'linearizability', 'exactly-once'],
  needs: 'two leaders, or two snapshots, while one comes in chunks',
  settings: { snapshotEvery: 1, trailing: 0, snapshotChunk: 64 },
  deviation: { raft: { continuesSnapshot: () => true } },
  example: {
    nodes: 3,
    script: scriptOf(`
    n1 election
    n1>n3 request-vote
    n3>n1 vote granted
    n1>n3 append entries+
    n3>n1 append-reply success
    n1 heartbeat
    n1>n2 install-snapshot  !done
    n3 election
    n3>n1 request-vote
    n1>n3 vote granted
    n3>n1 append entries+
    n1>n3 append-reply success
    c0>n3 write k1 1
    n3>n1 append entries+
    n1>n3 append-reply success
    n3 heartbeat
    n3>n2 install-snapshot  !done
    n2>n3 snapshot-reply !installed
    n3>n2 install-snapshot  !done
    n2>n3 snapshot-reply !installed
    n3>n2 install-snapshot  !done
    n2>n3 snapshot-reply !installed
    n3>n2 install-snapshot  done
    `),
  },
}
