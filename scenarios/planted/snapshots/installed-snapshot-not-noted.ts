import type { PlantedStall } from '../planted-bug.ts'

export const installedSnapshotNotNoted: PlantedStall = {
  id: 'installed-snapshot-not-noted',
  does: 'does not take note that a follower has installed a snapshot, and sends it again, for ever',
  seenIn: 'apache/ratis#1567 (RATIS-2500); etcd-io/raft 769f8a0',
  breaks: ['liveness'],
  needs: 'a follower that lacks entries which the log does not have any more',
  settings: { snapshotEvery: 1, trailing: 0 },
  deviation: { raft: { matchAfterSnapshot: (matchIndex) => matchIndex } },
}
