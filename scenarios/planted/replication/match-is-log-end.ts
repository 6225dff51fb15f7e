import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const matchIsLogEnd: PlantedBug = {
  id: 'match-is-log-end',
  does: 'sets matchIndex to the end of the leader’s own log at each success',
  seenIn: 'a known mistake of student implementations, warned of in the guide for them',
  breaks: ['committed-on-majority', 'state-machine-safety', 'leader-completeness', 'linearizability'],
  needs: 'an entry appended while a message is under way',
  deviation: { raft: { matchAfter: (_known, _acknowledged, lastIndex) => lastIndex } },
  example: {
    nodes: 3,
    settings: { replication: 'stepwise' },
    script: scriptOf(`
      n3 election
      n3>n2 request-vote
      n2>n3 vote granted
      n3>n2 append entries-
      n2>n3 append-reply success
    `),
  },
}
