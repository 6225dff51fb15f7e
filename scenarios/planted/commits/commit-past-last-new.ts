import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const commitPastLastNew: PlantedBug = {
  id: 'commit-past-last-new',
  does: 'commits up to the end of its own log, also what the message does not vouch for',
  seenIn: 'seen in a public implementation',
  breaks: ['state-machine-safety', 'committed-on-majority', 'linearizability'],
  needs: 'a follower with an uncommitted entry of a deposed leader, and a heartbeat',
  notes: ['N7'],
  deviation: {
    raft: {
      followerCommit: (commitIndex, leaderCommit, _lastNewIndex, lastIndex) =>
        Math.max(commitIndex, Math.min(leaderCommit, lastIndex)),
    },
  },
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
