import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const sessionsNotInSnapshot: PlantedBug = {
  id: 'sessions-not-in-snapshot',
  does: 'takes snapshots of the service alone: whoever starts from one has forgotten which requests were executed',
  seenIn: 'RedisLabs/redisraft#568 (the client table was added to snapshots later)',
  breaks: ['exactly-once', 'linearizability'],
  needs: 'a snapshot between a request and its retry, and a server that starts from it',
  notes: ['N9', 'N11'],
  deviation: { sessions: { imageHoldsSessions: () => false } },
  settings: { snapshotEvery: 1, trailing: 0 },
  example: {
    nodes: 2,
    settings: { snapshotEvery: 1, trailing: 0 },
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries+
    n2>n1 append-reply success
    c0>n1 write k1 1
    n1>n2 append entries+
    n2 election
    n2>n1 request-vote
    n1>n2 vote granted
    n2>n1 append entries+
    n1>n2 append-reply success
    n2 heartbeat
    n2>n1 append entries-
    n1>n2 append-reply success
    n1 crash
    n1 restart
    c0>n2 retry
    n2>n1 append entries+
    n1>n2 append-reply success
    n2 heartbeat
    n2>n1 append entries-
    `),
  },
}
