import type { PlantedStall } from '../planted-bug.ts'

export const inheritedEntriesFillTheLog: PlantedStall = {
  id: 'inherited-entries-fill-the-log',
  does: 'counts entries of earlier leaders to those that it may not have more of: it takes no entry of its own, and so commits none',
  seenIn:
    'etcd-io/raft a370b6f, a counter of uncommitted entries that drifted until all proposals were refused',
  breaks: ['liveness'],
  needs: 'an uncommitted entry of an earlier leader',
  settings: { maxUncommitted: 1, noop: false, reads: 'log' },
  deviation: { raft: { uncommitted: (lastIndex, commitIndex) => lastIndex - commitIndex } },
}
