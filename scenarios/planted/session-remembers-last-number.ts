import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const sessionRemembersLastNumber: PlantedBug = {
  id: 'session-remembers-last-number',
  does: 'knows a request again only by the last number of its session, as the notes word it: with several in flight the retry of an earlier one executes twice',
  seenIn: 'the notes; "last number" tables are right for one outstanding request only (thesis §6.3)',
  breaks: ['exactly-once', 'linearizability'],
  needs: 'two requests of one session in flight, and a retry of the first',
  notes: ['N11'],
  deviation: {
    sessions: {
      alreadyExecuted: (session, sequence) =>
        sequence < session.acknowledged || (session.keeps(sequence) && !session.keeps(sequence + 1)),
    },
  },
  example: {
    nodes: 2,
    settings: { noop: false },
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries-
    c0>n1 write k1 1
    c1/c0>n1 write k1 2
    c0>n1 retry
    n2>n1 append-reply success
    n1>n2 append entries+
    n2>n1 append-reply success
    `),
  },
}
