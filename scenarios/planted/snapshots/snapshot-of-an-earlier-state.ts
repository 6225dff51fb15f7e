import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const snapshotOfAnEarlierState: PlantedBug = {
  id: 'snapshot-of-an-earlier-state',
  does: 'hands out the image it made for the snapshot before: the object was shared, and renewed only afterwards',
  seenIn: 'etcd-io/raft 295d4bb, where a ConfState was shared',
  breaks: ['exactly-once', 'linearizability'],
  needs: 'two snapshots, and a server that starts from the second',
  settings: { snapshotEvery: 2, trailing: 0 },
  deviation: {
    service(machine) {
      let image = machine.snapshot()
      return {
        isRead: (call) => machine.isRead(call),
        apply: (call) => machine.apply(call),
        preview: (call) => machine.preview(call),
        snapshot() {
          const before = image
          image = machine.snapshot()
          return before
        },
        restore(of) {
          image = of
          machine.restore(of)
        },
      }
    },
  },
  example: {
    nodes: 2,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    c0>n1 write k1 1
    n1>n2 append entries+
    n2>n1 append-reply success
    n1>n2 append entries+
    n2>n1 append-reply success
    n1 crash
    n1 restart
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries+
    n2>n1 append-reply success
    c1>n1 read k1
    n1>n2 append entries+
    n2>n1 append-reply success
    `),
  },
}
