import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const retryAnsweredWithLatestResult: PlantedBug = {
  id: 'retry-answered-with-latest-result',
  does: 'answers a request that was executed with the latest result of its session, of whichever request that is',
  seenIn: 'thesis §6.3: the response is kept with its number',
  breaks: ['linearizability'],
  needs: 'several requests in a session, and a retry of one that is not the last',
  deviation: { sessions: { rememberedResult: (session) => session.resultOf(session.latest) } },
  example: {
    nodes: 2,
    settings: { noop: false },
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries-
    n2>n1 append-reply success
    c0>n1 cas k1 2->3
    n1>n2 append entries+
    c1/c0>n1 write k1 1
    n1>n2 append entries+
    n2 election
    n2>n1 request-vote
    n1>n2 vote granted
    n2>n1 append entries-
    n1>n2 append-reply success
    c0>n2 retry
    n2>n1 append entries+
    n1>n2 append-reply success
    `),
  },
}
