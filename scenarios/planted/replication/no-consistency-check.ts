import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const noConsistencyCheck: PlantedBug = {
  id: 'no-consistency-check',
  does: 'accepts any entries of its leader, also where its log does not reach them',
  seenIn: 'a known mistake of student implementations',
  breaks: ['committed-on-majority', 'state-machine-safety', 'leader-completeness', 'linearizability'],
  needs: 'a follower whose log is shorter than the new leader’s',
  notes: ['N6'],
  deviation: { raft: { previousMatches: () => true } },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      c0>n1 open-session
      n1>n2 append entries+
      n2>n1 append-reply success
      n1 heartbeat
      n1>n2 append entries-
      n2>n1 append-reply success
    `),
  },
}
