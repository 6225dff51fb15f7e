import type { PlantedStall } from '../planted-bug.ts'

export const lastAppliedLeftBySnapshot: PlantedStall = {
  id: 'last-applied-left-by-snapshot',
  does: 'installs a snapshot and leaves its lastApplied as it was: the next entry to apply is one that it does not have any more',
  seenIn: 'restores that set the state and not the index (Figure 13, step 8)',
  breaks: ['liveness'],
  needs: 'a snapshot that is installed, and an entry behind it',
  settings: { snapshotEvery: 2, trailing: 0 },
  deviation: { raft: { appliedAfterSnapshot: (lastApplied) => lastApplied } },
}
