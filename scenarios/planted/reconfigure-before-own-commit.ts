import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const reconfigureBeforeOwnCommit: PlantedBug = {
  id: 'reconfigure-before-own-commit',
  does: 'begins a change of members before it has committed an entry of its own term: a change of an earlier leader may still be about',
  seenIn:
    'Raft itself: the thesis and every implementation of its §4.1, until Ongaro’s post to raft-dev of 2015-07-10',
  breaks: [
    'leader-completeness',
    'state-machine-safety',
    'election-safety',
    'committed-on-majority',
    'linearizability',
  ],
  needs:
    'an even number of voters, two leaders with a change each that the other has not heard of, and clusters that divide between them',
  deviation: {
    raft: { mayReconfigure: ({ commitIndex, membershipIndex }) => membershipIndex <= commitIndex },
  },
  settings: { membershipChange: 'single', noop: false },
  scenarios: ['changing-members'],
  example: {
    nodes: 4,
    settings: { membershipChange: 'single', noop: false },
    script: scriptOf(`
      n3 election
      n3>n1 request-vote
      n3>n2 request-vote
      n1>n3 vote granted
      n2>n3 vote granted
      c9>n3 remove n2
      n2 election
      n2>n1 request-vote
      n2>n4 request-vote
      n1>n2 vote granted
      n4>n2 vote granted
      c9>n2 remove n3
      n2>n4 append entries-
      n4>n2 append-reply success
      n2>n4 append entries+
      n4>n2 append-reply success
      n2>n3 request-vote
      n3 election
      n3>n1 request-vote
      n1>n3 vote granted
    `),
  },
}
