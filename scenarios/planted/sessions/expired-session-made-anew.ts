import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const expiredSessionMadeAnew: PlantedBug = {
  id: 'expired-session-made-anew',
  does: 'makes a session anew for a command that names one which has expired, and has forgotten what it executed',
  seenIn: 'thesis §6.3: a request of an unknown session is refused',
  breaks: ['exactly-once', 'linearizability'],
  needs: 'a retry that takes longer than a session lives',
  settings: { registration: 'explicit', sessionTtl: 40 },
  deviation: { sessions: { opensUnknown: () => true } },
  example: {
    nodes: 3,
    settings: { noop: false, reads: 'lease', forward: true },
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries-
    c0>n2 write k1 1
    n1>n3 append entries-
    n3>n1 append-reply success
    n2>n1 append-reply success
    n2>n1 forward
    n1>n2 append entries+
    n1 election
    n1>n3 append entries+
    n2>n1 append-reply success
    c1>n3 transfer
    c1>n1 retry
    n1>n2 timeout-now
    n2>n3 request-vote transfer
    n3>n2 vote granted
    n2>n1 append entries-
    n2>n3 append entries-
    n3>n2 append-reply success
    c0>n1 retry
    n1>n2 forward
    n2>n3 append entries+
    n3>n2 append-reply success
    `),
  },
}
