import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const retriesKnownAtArrivalOnly: PlantedBug = {
  id: 'retries-known-at-arrival-only',
  does: 'recognises a request that was executed when it arrives, and not when its entry is applied: two copies in the log execute twice',
  seenIn: 'Raft paper §8 and thesis §6.3: the state machine recognises it',
  breaks: ['exactly-once', 'linearizability'],
  needs: 'a retry while the first copy is not committed',
  deviation: { sessions: { alreadyExecuted: () => false, answersAtArrival: () => true } },
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
