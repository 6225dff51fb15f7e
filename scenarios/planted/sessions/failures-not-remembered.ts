import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const failuresNotRemembered: PlantedBug = {
  id: 'failures-not-remembered',
  does: 'keeps only the results of requests that succeeded: one that failed is executed again when it is sent again',
  seenIn: 'thesis §6.3: each response is kept',
  breaks: ['exactly-once', 'linearizability'],
  needs: 'a cas that fails, a retry of it, and a write between them',
  deviation: { sessions: { keepsResult: ({ type }) => type === 'ok' } },
  example: {
    nodes: 2,
    script: scriptOf(`
    c0>n1 cas k1 null->5
    n2 election
    n2>n1 request-vote
    n1>n2 vote granted
    c0>n2 retry
    n2>n1 append entries+
    c1>n2 cas k1 null->4
    n1>n2 append-reply success
    c1>n2 retry
    n2>n1 append entries+
    n2>n1 append entries+
    n1>n2 append-reply success
    n1>n2 append-reply success
    `),
  },
}
