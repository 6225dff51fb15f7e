import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const acknowledgesWholeLog: PlantedBug = {
  id: 'acknowledges-whole-log',
  does: 'acknowledges all of its log when it accepts a message, not only what the message vouches for',
  seenIn: 'a known mistake of student implementations',
  breaks: [
    'match-within-log',
    'committed-on-majority',
    'state-machine-safety',
    'leader-completeness',
    'linearizability',
  ],
  needs: 'a follower with uncommitted entries of a deposed leader, and a heartbeat or a short message',
  deviation: { raft: { acknowledgedIndex: (_lastNewIndex, lastIndex) => lastIndex } },
  example: {
    nodes: 3,
    settings: { noop: false },
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      c0>n1 write k1 7
      n2 election
      n2>n3 request-vote
      n3>n2 vote granted
      n2>n1 append entries-
      n1>n2 append-reply success
    `),
  },
}
