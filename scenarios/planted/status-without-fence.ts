import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const statusWithoutFence: PlantedBug = {
  id: 'status-without-fence',
  does: 'answers whether a request was executed from a server’s own state: a "no" does not keep the request, still under way, from executing afterwards',
  seenIn: 'the plain "ask, then retry" of the notes',
  breaks: ['linearizability'],
  needs: 'a request that is in a log and not committed yet when its client asks about it',
  notes: ['N11', 'N12'],
  deviation: { sessions: { fencesStatus: () => false } },
  settings: { statusQueries: true },
  example: {
    nodes: 2,
    settings: { noop: false },
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries-
    n2>n1 append-reply success
    c0>n1 write k1 1
    c0>n1 status k1 1
    n1>n2 append entries+
    n2>n1 append-reply success
    c1>n1 read k1
    n1>n2 append entries+
    n2>n1 append-reply success
    `),
  },
}
