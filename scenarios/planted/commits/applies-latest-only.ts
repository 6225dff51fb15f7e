import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const appliesLatestOnly: PlantedBug = {
  id: 'applies-latest-only',
  does: 'applies the entry at commitIndex and leaves out those between',
  seenIn: 'a known mistake of student implementations: "if" for "while"',
  breaks: ['exactly-once', 'linearizability'],
  needs: 'two entries that are committed at once',
  deviation: { raft: { nextToApply: (_lastApplied, commitIndex) => commitIndex } },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n2 append entries+
      c0>n1 write k1 18
      n1 heartbeat
      n1>n2 append entries+
      c0>n1 retry
      n2>n1 append-reply success
      n2>n1 append-reply success
      n1>n2 append entries+
      n2>n1 append-reply success
      n1 heartbeat
      n1>n2 append entries-
    `),
  },
}
