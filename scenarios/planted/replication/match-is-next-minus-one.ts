import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const matchIsNextMinusOne: PlantedBug = {
  id: 'match-is-next-minus-one',
  does: 'sets matchIndex to nextIndex - 1 at each success, though that counts what was only sent',
  seenIn: 'a known mistake of student implementations, warned of in the guide for them',
  breaks: ['committed-on-majority', 'state-machine-safety', 'leader-completeness', 'linearizability'],
  needs: 'entries sent ahead of the answers',
  deviation: {
    raft: {
      matchAfter: ({ nextIndex, matchIndex }, acknowledged) =>
        Math.max(matchIndex, acknowledged, nextIndex - 1),
    },
  },
  settings: { replication: 'eager', pipeline: true },
  example: {
    nodes: 2,
    settings: { noop: false },
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n2 append entries-
      c0>n1 status k1 1
      n2>n1 append-reply success
      c1>n1 read k1
      n1>n2 append entries+
      n2>n1 append-reply success
    `),
  },
}
