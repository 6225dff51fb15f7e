import { composeFaults } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

/** Three of five requests: with more of them servers are busy with nothing else. */
const CHANCE = 600_000

export const requestsArriveTwice = defineScenario({
  name: 'requests-arrive-twice',
  about:
    'Requests arrive once more, late, at all servers, while servers crash, are cut off and elect others: each is executed once.',
  needs: ['sessions'],
  notes: ['N9', 'N11'],
  duplicates: { chance: CHANCE, within: 1500 },
  clients: 5,
  mix: { read: 4, write: 4, cas: 1 },
  // sessions that expire may be gone when a request arrives once more: then it is executed again, and rightly so
  settings: { registration: 'implicit' },
  minorityLost: 300_000,
  faults: (context) => composeFaults(context, { kinds: ['crash', 'partition', 'pause', 'timeouts'] }),
  coverageMarks: ['retried', 'leaderChanged', 'serverCrashed', 'operationSucceeded'],
})
