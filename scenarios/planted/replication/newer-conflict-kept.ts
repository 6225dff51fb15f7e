import { rules } from '../../../src/raft/core/index.ts'
import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const newerConflictKept: PlantedBug = {
  id: 'newer-conflict-kept',
  does: 'keeps its own entry where it conflicts with one of an older term, as if the newer one were right',
  seenIn: 'a known mistake of student implementations',
  breaks: ['committed-on-majority', 'state-machine-safety', 'leader-completeness', 'linearizability'],
  needs: 'a leader whose entry is older than the uncommitted one of a follower',
  deviation: {
    raft: {
      reconcile(log, entries, prevIndex) {
        const { cutFrom, appendFrom } = rules.reconcile(log, entries, prevIndex)
        const isNewer = cutFrom > 0 && log.termAt(cutFrom) > (entries[appendFrom]?.term ?? 0)
        return isNewer ? { cutFrom: 0, appendFrom: entries.length } : { cutFrom, appendFrom }
      },
    },
  },
  example: {
    nodes: 3,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n1>n3 request-vote
      n2>n1 vote granted
      n3 election
      n3>n2 request-vote
      n2>n3 vote granted
      n3>n1 request-vote
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n3 append entries+
      n3>n1 append-reply !success
      n1>n3 append entries+
      n3>n1 append-reply !success
      n1>n3 append entries+
      n3>n1 append-reply success
    `),
  },
}
