import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const firstEntryTakenForNone: PlantedBug = {
  id: 'first-entry-taken-for-none',
  does: 'takes "behind the first entry" for "the log is empty": a follower without entries accepts what follows entry 1',
  seenIn: 'akka-raft (raft-58b), where one prevIndex stood for both',
  breaks: ['committed-on-majority', 'state-machine-safety', 'leader-completeness', 'linearizability'],
  needs: 'a follower with an empty log when another has one entry',
  deviation: {
    raft: {
      previousMatches: (log, prevIndex, prevTerm) =>
        log.termAt(prevIndex) === prevTerm || (prevIndex === 1 && log.lastIndex === 0),
    },
  },
  example: {
    nodes: 3,
    settings: { noop: false, forward: true },
    script: scriptOf(`
      c0>n1 write k1 1
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n2 append entries-
      n1>n3 append entries-
      n2>n1 append-reply success
      c0>n3 retry
      n3>n1 forward
      n1 heartbeat
      n1>n2 append entries-
      n2>n1 append-reply success
    `),
  },
}
