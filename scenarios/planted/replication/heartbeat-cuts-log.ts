import { rules } from '../../../src/raft/core/index.ts'
import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const heartbeatCutsLog: PlantedBug = {
  id: 'heartbeat-cuts-log',
  does: 'cuts its log behind prevIndex when a heartbeat brings nothing that follows',
  seenIn: 'a known mistake of student implementations: the log is replaced by what the message holds',
  breaks: [
    'committed-on-majority',
    'commit-within-log',
    'state-machine-safety',
    'leader-completeness',
    'linearizability',
  ],
  needs: 'a heartbeat that was sent before entries and arrives after them',
  deviation: {
    raft: {
      reconcile(log, entries, prevIndex) {
        if (entries.length === 0)
          return { cutFrom: prevIndex < log.lastIndex ? prevIndex + 1 : 0, appendFrom: 0 }
        return rules.reconcile(log, entries, prevIndex)
      },
    },
  },
  example: {
    nodes: 2,
    settings: { noop: false },
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      c0>n1 write k1 18
      n1 heartbeat
      n1>n2 append entries+
      n2>n1 append-reply success
      n1>n2 append entries-
    `),
  },
}
