import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const sessionForgetsOneTooMany: PlantedBug = {
  id: 'session-forgets-one-too-many',
  does: 'forgets the result of the very request that tells that those before it are done with',
  seenIn: 'thesis §6.3: all below the number are done with, not the number itself',
  breaks: ['exactly-once', 'linearizability'],
  needs: 'a retry',
  deviation: { sessions: { forgets: (sequence, acknowledged) => sequence <= acknowledged } },
  example: {
    nodes: 2,
    settings: { noop: false },
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries-
    c0>n1 write k1 1
    c0>n1 retry
    n2>n1 append-reply success
    n1>n2 append entries+
    n2>n1 append-reply success
    `),
  },
}
