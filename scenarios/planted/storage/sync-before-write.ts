import { around } from '../around.ts'
import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const syncBeforeWrite: PlantedBug = {
  id: 'sync-before-write',
  does: 'syncs before it writes: each sync covers what was written before the one before',
  seenIn: 'a flush of a file whose buffer is still in the process',
  breaks: [
    'one-vote-per-term',
    'election-safety',
    'log-matching',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'a server that loses power after a vote or an entry',
  deviation: {
    environment(environment) {
      const { storage } = environment
      let buffered: (() => void)[] = []
      return {
        ...around(environment),
        storage: {
          load: () => storage.load(),
          write: (key, value) => void buffered.push(() => storage.write(key, value)),
          sync(done) {
            storage.sync(done)
            for (const write of buffered) write()
            buffered = []
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
    n2>n1 vote granted
    n1>n2 append entries+
    n2>n1 append-reply success
    `),
  },
}
