import type { Json } from '../../../src/base/json.ts'
import { around } from '../around.ts'
import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const firstStateAfterRestartNotStored: PlantedBug = {
  id: 'first-state-after-restart-not-stored',
  does: 'does not store the first term and vote after a restart: they look as if nothing had changed',
  seenIn: 'etcd-io/raft f99897c',
  breaks: [
    'one-vote-per-term',
    'election-safety',
    'log-matching',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'a server that restarts, votes, and restarts again',
  deviation: {
    environment(environment) {
      const { storage } = environment
      let isFirst = storage.load() !== undefined
      return {
        ...around(environment),
        storage: {
          load: () => storage.load(),
          sync: (done) => storage.sync(done),
          write(key, value) {
            const { state, ...rest } = (value ?? {}) as { readonly state?: Json }
            const dropped = isFirst && state !== undefined
            storage.write(key, dropped ? (rest as Json) : value)
            if (dropped) isFirst = false
          },
        },
      }
    },
  },
  example: {
    nodes: 2,
    script: scriptOf(`
    n1 election
    n1 crash
    n1 restart
    n2 election
    n2>n1 request-vote
    n2 election
    n2>n1 request-vote
    n1 crash
    n1 restart
    n1 election
    `),
  },
}
