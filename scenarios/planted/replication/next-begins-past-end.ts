import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const nextBeginsPastEnd: PlantedBug = {
  id: 'next-begins-past-end',
  does: 'begins its term with nextIndex one too high: there is no entry before it, neither at the leader nor at a follower',
  seenIn: 'a known mistake of student implementations: the no-op or the new entry counted twice',
  breaks: [
    'match-within-log',
    'committed-on-majority',
    'state-machine-safety',
    'leader-completeness',
    'linearizability',
  ],
  needs: 'a leader that is elected',
  deviation: { raft: { firstMatchState: (lastIndex) => ({ nextIndex: lastIndex + 2, matchIndex: 0 }) } },
  settings: { noop: false },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n2 append entries-
      n2>n1 append-reply success
    `),
  },
}
