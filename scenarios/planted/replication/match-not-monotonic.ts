import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const matchNotMonotonic: PlantedBug = {
  id: 'match-not-monotonic',
  does: 'sets matchIndex to what the last answer says, also where that is late and says less',
  seenIn: 'bakwc/PySyncObj#168, zhebrak/raftos',
  breaks: ['monotone'],
  needs: 'two answers that arrive in the other order, or one twice',
  deviation: { raft: { matchAfter: (_known, acknowledged) => acknowledged } },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n2 append entries+
      n2>n1 append-reply success
      c0>n1 write k1 4
      n1>n2 append entries+
      n2>n1 append-reply success
      n2>n1 append-reply success again
    `),
  },
}
