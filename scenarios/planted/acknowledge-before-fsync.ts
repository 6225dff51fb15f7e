import type { PlantedBug } from './planted-bug.ts'

export const acknowledgeBeforeFsync: PlantedBug = {
  id: 'acknowledge-before-fsync',
  does: 'acknowledges entries before its disk has them',
  seenIn: 'etcd-io/etcd#14140 (unsynced writes lost under lazyfs)',
  breaks: ['committed-on-majority', 'leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'a follower that loses power between its answer and its sync',
  deviation: { raft: { waitsForDisk: (type) => type !== 'append' && type !== 'append-reply' } },
  shortest: 11,
}
