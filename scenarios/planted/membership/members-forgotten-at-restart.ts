import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const membersForgottenAtRestart: PlantedBug = {
  id: 'members-forgotten-at-restart',
  does: 'goes by the members it began with after a restart, and not by those that its log names',
  seenIn: 'eBay/NuRaft#67; andy-yx-chen/jraft#1',
  breaks: [
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'election-safety',
    'linearizability',
  ],
  needs: 'a change of members and a restart',
  settings: { membershipChange: 'single' },
  scenarios: ['changing-members'],
  deviation: { raft: { adoptsAtStart: () => false } },
  example: {
    nodes: 3,
    script: scriptOf(`
    n1 election
    n1>n3 request-vote
    n3>n1 vote granted
    n1>n3 append entries+
    n3>n1 append-reply success
    c4>n1 remove n2
    n1>n3 append entries+
    n3>n1 append-reply success
    c4>n1 remove n3
    n3 crash
    n3 restart
    n3 election
    n3>n2 request-vote
    n2>n3 vote granted
    `),
  },
}
