import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const answersWhateverIsApplied: PlantedBug = {
  id: 'answers-whatever-is-applied',
  does: 'answers a request with whatever is applied at its index, be it another leader’s entry',
  seenIn: 'a known mistake of student implementations: the term of the entry is not compared',
  breaks: ['linearizability'],
  needs: 'a request that is handed on to a leader which is deposed before it commits it',
  deviation: { raft: { isAwaited: () => true } },
  settings: { forward: true },
  example: {
    nodes: 3,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n3 append entries+
      n3>n1 append-reply success
      c0>n1 write k1 6
      n1>n3 append entries+
      n3>n1 append-reply success
      c1>n3 read k1
      n3>n1 forward
      n1>n3 forward-reply
      n3 election
      n3>n2 request-vote
      n2>n3 vote granted
      n3>n1 append entries+
      n1>n3 append-reply success
    `),
  },
}
