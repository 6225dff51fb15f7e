import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const heartbeatNotChecked: PlantedBug = {
  id: 'heartbeat-not-checked',
  does: 'answers each heartbeat with success, without the consistency check',
  seenIn: 'a known mistake of student implementations: heartbeats are taken for something special',
  breaks: ['committed-on-majority', 'state-machine-safety', 'leader-completeness', 'linearizability'],
  needs: 'a follower that lacks an entry, and a heartbeat',
  notes: ['N5', 'N6'],
  deviation: {
    raft: {
      previousMatches: (log, prevIndex, prevTerm, isHeartbeat) =>
        isHeartbeat || log.termAt(prevIndex) === prevTerm,
    },
  },
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
