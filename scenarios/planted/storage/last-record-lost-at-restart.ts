import type { Json } from '../../../src/base/json.ts'
import { walKey, type Disk } from '../../../src/raft/node/wal.ts'
import { around } from '../around.ts'
import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

function withoutLastRecord(disk: Disk | undefined): Disk | undefined {
  if (disk === undefined) return undefined
  const numbers = Object.keys(disk).flatMap((key) => (key.startsWith('wal/') ? [Number(key.slice(4))] : []))
  const { [walKey(Math.max(...numbers))]: _, ...rest } = disk
  return rest
}

export const lastRecordLostAtRestart: PlantedBug = {
  id: 'last-record-lost-at-restart',
  does: 'takes a last record that it cannot read for one that was never finished, and goes on without it',
  seenIn: 'Ganesan et al., Protocol-Aware Recovery, FAST ’18 (LogCabin, ZooKeeper)',
  breaks: [
    'one-vote-per-term',
    'election-safety',
    'log-matching',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'a restart after a vote or an entry',
  deviation: {
    hidesDisk: true,
    environment(environment) {
      const { storage } = environment
      return {
        ...around(environment),
        storage: {
          load: () => withoutLastRecord(storage.load() as Disk | undefined) as Json | undefined,
          write: (key, value) => storage.write(key, value),
          sync: (done) => storage.sync(done),
        },
      }
    },
  },
  example: {
    nodes: 2,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries+
    n2>n1 append-reply success
    n1 crash
    n2 crash
    n1 restart
    n2 restart
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    `),
  },
}
