import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const leaseNotKeptByVoters: PlantedBug = {
  id: 'lease-not-kept-by-voters',
  does: 'votes for others while its leader reads under a lease',
  seenIn: 'sofastack/sofa-jraft#25',
  breaks: ['linearizability'],
  needs: 'a leader that is cut off for less than its lease',
  settings: { reads: 'lease', checkQuorum: true },
  scenarios: ['lease-reads'],
  deviation: { raft: { disregardsVotes: () => false } },
  example: {
    nodes: 3,
    settings: { noop: false },
    script: scriptOf(`
    n3 election
    n3>n2 request-vote
    n2>n3 vote granted
    n3>n2 append entries-
    n2>n3 append-reply success
    c8>n3 transfer n1
    n3>n1 timeout-now
    n1>n3 request-vote transfer
    n3>n1 vote granted
    n1>n3 append entries-
    n1>n2 append entries-
    n2>n1 append-reply success
    c2>n1 write k2 33
    n1>n2 append entries+
    n2>n1 append-reply success
    n3>n1 append-reply success
    n1>n3 append entries+
    n1 election
    c1>n1 read k3
    n1>n2 append entries-
    n2>n1 append-reply success
    n3 election
    n3>n2 request-vote
    n2>n3 vote granted
    n3>n2 append entries-
    n2>n3 append-reply success
    c4>n3 write k4 49
    n3>n2 append entries+
    n2>n3 append-reply success
    c1>n1 read k4
    `),
  },
}
