import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const truncateOnShorterAppend: PlantedBug = {
  id: 'truncate-on-shorter-append',
  does: 'cuts its log behind the last entry of each AppendEntries that brings any, as if it were all of the leader’s log',
  seenIn: 'seen in a public implementation',
  breaks: [
    'committed-on-majority',
    'commit-within-log',
    'state-machine-safety',
    'leader-completeness',
    'linearizability',
  ],
  needs: 'an AppendEntries that arrives late or twice',
  deviation: {
    raft: {
      reconcile(log, entries) {
        const at = entries.findIndex(({ index, term }) => log.termAt(index) !== term)
        const conflict = entries[at]
        if (conflict !== undefined)
          return { cutFrom: conflict.index <= log.lastIndex ? conflict.index : 0, appendFrom: at }
        const last = entries.at(-1)?.index ?? log.lastIndex
        return { cutFrom: last < log.lastIndex ? last + 1 : 0, appendFrom: entries.length }
      },
    },
  },
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
