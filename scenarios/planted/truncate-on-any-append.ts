import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const truncateOnAnyAppend: PlantedBug = {
  id: 'truncate-on-any-append',
  does: 'cuts its log after prevIndex on every AppendEntries, conflict or not',
  seenIn: 'zhebrak/raftos#26, akka-raft (raft-66), microsoft/CCF#5991',
  breaks: [
    'committed-on-majority',
    'commit-within-log',
    'applied-within-commit',
    'leader-completeness',
    'monotone',
  ],
  needs: 'an AppendEntries that arrives late or twice',
  deviation: {
    raft: {
      reconcile: (_log, entries) => ({ cutFrom: entries[0]?.index ?? 0, appendFrom: 0 }),
    },
  },
  shortest: 12,
  example: {
    nodes: 2,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries+
    n2>n1 append-reply success
    c0>n1 write k1 1
    n1>n2 append entries+
    n2>n1 append-reply success
    n1>n2 append entries+ again
    `),
  },
}
