import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const commitBeyondLog: PlantedBug = {
  id: 'commit-beyond-log',
  does: 'sets commitIndex to leaderCommit, also where its log does not reach so far',
  seenIn: 'a known mistake of student implementations: the min of AppendEntries receiver step 5 left out',
  breaks: ['state-machine-safety', 'committed-on-majority', 'linearizability'],
  needs: 'a follower that lags',
  notes: ['N7'],
  deviation: { raft: { followerCommit: (commitIndex, leaderCommit) => Math.max(commitIndex, leaderCommit) } },
  example: {
    nodes: 3,
    settings: { replication: 'stepwise' },
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted
      n1>n3 append entries-
      n3 election
      n3>n2 request-vote
      n2>n3 vote granted
      n3>n1 append entries-
      n3>n2 append entries-
      n2>n3 append-reply success
      n3>n2 append entries+
      n2>n3 append-reply success
      n3 heartbeat
      n3>n1 append entries-
    `),
  },
}
