import { rules } from '../../../src/raft/core/index.ts'
import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const truncateOneTooLate: PlantedBug = {
  id: 'truncate-one-too-late',
  does: 'keeps the entry that conflicts and cuts what follows it',
  seenIn: 'an index taken for a length',
  breaks: [
    'committed-on-majority',
    'log-matching',
    'state-machine-safety',
    'leader-completeness',
    'linearizability',
  ],
  needs: 'a follower with an uncommitted entry of a deposed leader',
  deviation: {
    raft: {
      reconcile(log, entries, prevIndex) {
        const { cutFrom, appendFrom } = rules.reconcile(log, entries, prevIndex)
        return cutFrom === 0 ? { cutFrom, appendFrom } : { cutFrom: cutFrom + 1, appendFrom: appendFrom + 1 }
      },
    },
  },
  example: {
    nodes: 3,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n2 election
      n2>n3 request-vote
      n3>n2 vote granted
      n2>n1 append entries+
      n1>n2 append-reply success
    `),
  },
}
