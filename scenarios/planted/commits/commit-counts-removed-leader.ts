import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const commitCountsRemovedLeader: PlantedBug = {
  id: 'commit-counts-removed-leader',
  does: 'counts its own copy although it is a voter no more',
  seenIn: 'RedisLabs/raft#13',
  breaks: ['committed-on-majority', 'state-machine-safety', 'linearizability'],
  needs: 'a leader that removes itself',
  deviation: {
    raft: { countsCopyOf: (node, { voters }, leader) => voters.includes(node) || node === leader },
  },
  scenarios: ['changing-members'],
  example: {
    nodes: 3,
    script: scriptOf(`
      n3 election
      n3>n2 request-vote
      n2>n3 vote granted
      n3>n1 append entries+
      n1>n3 append-reply success
      c5>n3 learners n3
      n3>n1 append entries+
      n1>n3 append-reply success
    `),
  },
}
