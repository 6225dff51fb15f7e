import type { Json } from '../../../src/base/json.ts'
import type { Disk } from '../../../src/raft/node/wal.ts'
import { around } from '../around.ts'
import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

/** The disk as if one incarnation had written all its records. */
function asOfOne(disk: Disk | undefined): Disk | undefined {
  if (disk === undefined) return undefined
  const records = Object.entries(disk).map(([key, value]) =>
    key.startsWith('wal/') ? [key, { ...(value as object), life: 1 } as Json] : [key, value],
  )
  return Object.fromEntries(records) as Disk
}

export const staleRecordsReplayed: PlantedBug = {
  id: 'stale-records-replayed',
  does: 'replays records of an earlier incarnation behind its own: survivors of a tail that was lost',
  seenIn: 'Ganesan et al., Protocol-Aware Recovery, FAST ’18, on logs that are replayed too far',
  breaks: [
    'one-vote-per-term',
    'election-safety',
    'log-matching',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
    'no-exception',
  ],
  needs: 'a crash that leaves some of the unsynced writes, and another one soon after',
  deviation: {
    hidesDisk: true,
    environment(environment) {
      const { storage } = environment
      return {
        ...around(environment),
        storage: {
          load: () => asOfOne(storage.load() as Disk | undefined) as Json | undefined,
          write: (key, value) => storage.write(key, value),
          sync: (done) => storage.sync(done),
        },
      }
    },
  },
  example: {
    nodes: 3,
    settings: { snapshotEvery: 1 },
    script: scriptOf(`
    n2 election
    n2>n3 request-vote
    n3>n2 vote granted
    n2>n3 append entries+
    n2>n1 append entries+
    n1 election
    n3 crash
    n3 restart
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n3 append entries+
    n3>n1 append-reply success
    c0>n1 write k1 1
    n1>n3 append entries+
    n3>n1 append-reply success
    n3 crash
    n3 restart
    n3 election
    n3>n2 request-vote
    n2>n3 vote granted
    `),
  },
}
