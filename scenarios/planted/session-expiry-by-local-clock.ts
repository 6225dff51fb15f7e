import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const sessionExpiryByLocalClock: PlantedBug = {
  id: 'session-expiry-by-local-clock',
  does: 'lets sessions expire by each server’s own clock when it applies a command, not by the time in the log: what one server refuses another executes',
  seenIn:
    'JDRaftKeeper/RaftKeeper#332 (committed requests ignored at replay), the discussion of atomix/atomix#982',
  breaks: ['linearizability'],
  needs:
    'a client that is idle for about as long as its session lives, and servers that apply its next request at different times',
  notes: ['N11'],
  deviation: { sessions: { sessionTime: (_logTime, ownClock) => ownClock() } },
  settings: { sessionTtl: 40 },
  example: {
    nodes: 2,
    settings: { noop: false, registration: 'explicit', heartbeatInterval: 50 },
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries-
    n2>n1 append-reply success
    c0>n1 open-session
    n1>n2 append entries+
    n2>n1 append-reply success
    n1 heartbeat
    c0>n1 write k1 1
    n1>n2 append entries+
    n2>n1 append-reply success
    c1>n1 open-session
    n1>n2 append entries+
    n2>n1 append-reply success
    n2 election
    n2>n1 request-vote
    n1>n2 vote granted
    n2>n1 append entries-
    n1>n2 append-reply success
    c1>n2 read k1
    n2>n1 append entries+
    n1>n2 append-reply success
    `),
  },
}
