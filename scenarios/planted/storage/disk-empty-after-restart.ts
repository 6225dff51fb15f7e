import { around } from '../around.ts'
import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const diskEmptyAfterRestart: PlantedBug = {
  id: 'disk-empty-after-restart',
  does: 'comes back with an empty disk under its old name, as if it had never voted or held an entry',
  seenIn: 'rethinkdb/rethinkdb#5289; Ganesan et al., FAST ’18',
  breaks: [
    'one-vote-per-term',
    'election-safety',
    'log-matching',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
    'commit-within-log',
  ],
  needs: 'a restart',
  deviation: {
    hidesDisk: true,
    environment: (environment) => ({
      ...around(environment),
      storage: {
        load: () => undefined,
        write: (key, value) => environment.storage.write(key, value),
        sync: (done) => environment.storage.sync(done),
      },
    }),
  },
  example: {
    nodes: 2,
    script: scriptOf(`
    n1 election
    n2 election
    n1 crash
    n1 restart
    n2>n1 request-vote
    `),
  },
}
