import type { PlantedBug } from './planted-bug.ts'
import { scriptOf } from './script-text.ts'

export const acknowledgeBeforeFsync: PlantedBug = {
  id: 'acknowledge-before-fsync',
  does: 'acknowledges entries before its disk has them',
  seenIn: 'etcd-io/etcd#14140 (unsynced writes lost under lazyfs)',
  breaks: ['committed-on-majority', 'leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'a follower that loses power between its answer and its sync',
  deviation: { raft: { waitsForDisk: (type) => type !== 'append' && type !== 'append-reply' } },
  shortest: 11,
  example: {
    nodes: 2,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries+ (held)
    n2>n1 append-reply success
    `),
  },
}
