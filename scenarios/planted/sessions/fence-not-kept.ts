import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const fenceNotKept: PlantedBug = {
  id: 'fence-not-kept',
  does: 'answers by way of the log that a request was not executed, and does not keep it from executing afterwards',
  seenIn: 'the plain "ask, then retry" of the notes, made by way of the log',
  breaks: ['exactly-once', 'linearizability'],
  needs: 'a request that is on its way when its client asks about it',
  settings: { statusQueries: true },
  deviation: { sessions: { keepsFence: () => false } },
  example: {
    nodes: 2,
    settings: { noop: false, forward: true },
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries-
    n2>n1 append-reply success
    c0>n2 write k1 1
    c0>n1 status k1 1
    n1>n2 append entries+
    n2>n1 append-reply success
    n2>n1 forward
    n1>n2 append entries+
    n2>n1 append-reply success
    c1>n1 read k1
    n1>n2 append entries+
    n2>n1 append-reply success
    `),
  },
}
