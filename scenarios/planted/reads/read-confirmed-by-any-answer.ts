import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const readConfirmedByAnyAnswer: PlantedBug = {
  id: 'read-confirmed-by-any-answer',
  does: 'takes any answer since its election for a confirmation that it still leads',
  seenIn: 'RedisLabs/redisraft#19; the round of heartbeats of thesis §6.4 left out',
  breaks: ['linearizability'],
  needs: 'a leader that is cut off while another is elected',
  settings: { reads: 'read-index' },
  deviation: { raft: { answersRound: (answered) => answered > 0 } },
  example: {
    nodes: 3,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries+
    n1>n3 append entries+
    n2>n1 append-reply success
    c0>n1 write k1 73
    n2 election
    n2>n3 request-vote
    n3>n2 vote granted
    n2>n3 append entries+
    n3>n2 append-reply success
    c0>n2 retry
    n2>n3 append entries+
    n3>n2 append-reply success
    c1>n1 read k1
    `),
  },
}
