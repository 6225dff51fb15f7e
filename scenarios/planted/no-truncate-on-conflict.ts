import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const noTruncateOnConflict: PlantedBug = {
  id: 'no-truncate-on-conflict',
  does: 'keeps its own entry where the leader sends another of a newer term, and appends what follows',
  seenIn: 'a known mistake of student implementations; Figure 2, AppendEntries receiver step 3 left out',
  breaks: [
    'log-matching',
    'state-machine-safety',
    'leader-completeness',
    'committed-on-majority',
    'linearizability',
  ],
  needs: 'a follower with an uncommitted entry of a deposed leader',
  deviation: {
    raft: {
      reconcile(log, entries) {
        const at = entries.findIndex(({ index }) => index > log.lastIndex)
        return { cutFrom: 0, appendFrom: at === -1 ? entries.length : at }
      },
    },
  },
  shortest: 13,
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
