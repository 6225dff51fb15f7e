import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const staleAppendReplyCounted: PlantedBug = {
  id: 'stale-append-reply-counted',
  does: 'counts an acknowledgement that was given in an earlier term',
  seenIn: 'the mechanism inside bakwc/PySyncObj#169',
  breaks: [
    'match-within-log',
    'state-machine-safety',
    'committed-on-majority',
    'leader-completeness',
    'linearizability',
  ],
  needs: 'a server that leads twice, and an answer that comes late',
  deviation: {
    raft: {
      answersThisTerm: (answerTerm, currentTerm, type) =>
        type === 'append-reply' || answerTerm === currentTerm,
    },
  },
  example: {
    nodes: 5,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n1>n3 request-vote
      n1>n4 request-vote
      n1>n5 request-vote
      n2>n1 vote granted
      n3>n1 vote granted
      n1>n2 append entries+
      n2>n1 append-reply success
      c0>n1 write k1 1
      c1>n1 write k1 2
      n1>n2 append entries+
      n1>n2 append entries+
      n3 election
      n3>n4 request-vote
      n3>n5 request-vote
      n4>n3 vote granted
      n5>n3 vote granted
      n3>n1 append entries+
      n1 election
      n1>n4 request-vote
      n1>n5 request-vote
      n4>n1 vote granted
      n4>n1 vote granted
      n5>n1 vote granted
      n5>n1 vote granted
      n2>n1 append-reply success
      n2>n1 append-reply success
    `),
  },
}
