import { around } from '../around.ts'
import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const diskAcknowledgesEarly: PlantedBug = {
  id: 'disk-acknowledges-early',
  does: 'has a disk that acknowledges a sync at once, and writes later',
  seenIn: 'etcd-io/etcd#14140 (lazyfs); Ganesan et al., FAST ’18, on disks that lie about a flush',
  breaks: [
    'one-vote-per-term',
    'election-safety',
    'log-matching',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'a server that loses power within a sync',
  deviation: {
    environment(environment) {
      const { storage } = environment
      return {
        ...around(environment),
        storage: {
          load: () => storage.load(),
          write: (key, value) => storage.write(key, value),
          sync(done) {
            storage.sync(() => {})
            done()
          },
        },
      }
    },
  },
  example: {
    nodes: 2,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted (held)
    n1>n2 append entries+
    n2>n1 append-reply success
    `),
  },
}
