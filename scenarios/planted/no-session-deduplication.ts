import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const noSessionDeduplication: PlantedBug = {
  id: 'no-session-deduplication',
  does: 'executes a request again when the client sends it again: the double payment',
  seenIn: 'rabbitmq/ra#145',
  breaks: ['exactly-once', 'linearizability'],
  needs: 'one answer that comes too late or never, and a retry',
  notes: ['N9', 'N11'],
  deviation: { sessions: { alreadyExecuted: () => false } },
  example: {
    nodes: 2,
    settings: { noop: false },
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries-
    c0>n1 write k1 1
    c0>n1 retry
    n2>n1 append-reply success
    n1>n2 append entries+
    n2>n1 append-reply success
    `),
  },
}
