import { around } from '../around.ts'
import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const syncCoversLaterWrites: PlantedBug = {
  id: 'sync-covers-later-writes',
  does: 'takes the end of a sync for that of all syncs asked for since',
  seenIn: 'group commits that tell all who wait, also those who came after the flush began',
  breaks: [
    'one-vote-per-term',
    'election-safety',
    'log-matching',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'a server that loses power between two syncs',
  deviation: {
    environment(environment) {
      const { storage } = environment
      let waiting: (() => void)[] = []
      return {
        ...around(environment),
        storage: {
          load: () => storage.load(),
          write: (key, value) => storage.write(key, value),
          sync(done) {
            waiting.push(done)
            storage.sync(() => {
              const covered = waiting
              waiting = []
              for (const one of covered) one()
            })
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
    n2>n1 append-reply success (held)
    c0>n2 read k4
    c0>n1 retry (held)
    n1>n2 append entries+
    n2>n1 append-reply success
    `),
  },
}
