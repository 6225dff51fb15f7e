import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const restoredSessionsLiveLonger: PlantedBug = {
  id: 'restored-sessions-live-longer',
  does: 'counts the sessions of a snapshot as active when it starts from it: they expire later than elsewhere',
  seenIn: 'atomix/copycat#134, where servers disagreed about sessions after a restart',
  breaks: ['exactly-once', 'linearizability'],
  needs: 'a snapshot, and a session that is idle for about as long as it lives',
  settings: { registration: 'explicit', sessionTtl: 400, snapshotEvery: 2, trailing: 0 },
  deviation: { sessions: { restoredActivity: (_lastActive, logTime) => logTime } },
  example: {
    nodes: 3,
    settings: { noop: false, heartbeatInterval: 300 },
    script: scriptOf(`
    n1 election
    n1>n3 request-vote
    n3>n1 vote granted
    n1>n3 append entries-
    n3>n1 append-reply success
    c0>n1 open-session
    n1>n3 append entries+
    n3>n1 append-reply success
    n1 heartbeat
    c1>n1 open-session
    n1>n3 append entries+
    n3>n1 append-reply success
    n1 heartbeat
    n1>n2 install-snapshot  done
    n2>n1 snapshot-reply installed
    c0>n1 write k1 1
    n1>n2 append entries+
    n1>n2 append entries+
    n1>n3 append entries+
    n3>n1 append-reply success
    n2 election
    n2>n3 request-vote
    n3>n2 vote granted
    n2>n3 append entries-
    n3>n2 append-reply success
    c2>n2 open-session
    n2>n3 append entries+
    n3>n2 append-reply success
    c2>n2 read k1
    n2>n3 append entries+
    n3>n2 append-reply success
    `),
  },
}
