import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const logCommittedAtRestart: PlantedBug = {
  id: 'log-committed-at-restart',
  does: 'takes all of its log for committed when it restarts',
  seenIn: 'seen in a public implementation',
  breaks: ['committed-on-majority', 'state-machine-safety', 'linearizability'],
  needs: 'a restart with an uncommitted entry in the log',
  deviation: { raft: { commitIndexAtStart: (_snapshotIndex, lastIndex) => lastIndex } },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1 crash
      n1 restart
    `),
  },
}
