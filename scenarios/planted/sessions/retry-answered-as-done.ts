import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const retryAnsweredAsDone: PlantedBug = {
  id: 'retry-answered-as-done',
  does: 'recognises a request that was executed, has not kept its result, and says that it was done',
  seenIn: 'thesis §6.3: the response is kept with the number',
  breaks: ['linearizability'],
  needs: 'a retry of a request that failed',
  deviation: { sessions: { rememberedResult: () => ({ type: 'ok', value: null }) } },
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
