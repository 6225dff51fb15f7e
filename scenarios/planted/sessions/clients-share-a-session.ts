import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const clientsShareASession: PlantedBug = {
  id: 'clients-share-a-session',
  does: 'knows requests by their number alone, and not by whose they are',
  seenIn: 'thesis §6.3: the number is unique in its session only',
  breaks: ['exactly-once', 'linearizability'],
  needs: 'two clients',
  deviation: { sessions: { sessionOf: () => 0 } },
  example: {
    nodes: 2,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    c0>n1 write k1 7
    n1>n2 append entries+
    n2>n1 append-reply success
    n1>n2 append entries+
    n2>n1 append-reply success
    c1>n2 read k1
    c1>n1 retry
    n1>n2 append entries+
    n2>n1 append-reply success
    `),
  },
}
