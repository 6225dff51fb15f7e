import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const snapshotGoesBack: PlantedBug = {
  id: 'snapshot-goes-back',
  does: 'installs a snapshot that ends before what it has committed: its state goes back in time',
  seenIn: 'openraft 0.7.2 (databendlabs/databend#7833)',
  breaks: [
    'monotone',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'a snapshot that arrives late',
  settings: { snapshotEvery: 2, trailing: 0 },
  deviation: { raft: { installsSnapshot: () => true } },
  example: {
    nodes: 3,
    settings: { registration: 'explicit' },
    script: scriptOf(`
    n2 election
    n2>n3 request-vote
    n3>n2 vote granted
    n2>n3 append entries+
    n2>n1 append entries+
    n1>n2 append-reply success
    n3>n2 append-reply success
    c1>n2 open-session
    c0>n2 open-session
    n2>n1 append entries+
    n1>n2 append-reply success
    c1>n2 write k2 1
    n2>n3 append entries+#afe45fe2
    n2>n3 append entries+
    n3>n2 append-reply !success
    n2>n3 append entries+
    n3>n2 append-reply success#35f80841
    n2>n3 append entries+
    n2>n3 install-snapshot  done
    `),
  },
}
