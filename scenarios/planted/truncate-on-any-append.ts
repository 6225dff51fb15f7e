import type { PlantedBug } from './planted-bug.ts'

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
}
