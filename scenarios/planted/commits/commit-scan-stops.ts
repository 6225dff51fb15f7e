import { rules } from '../../../src/raft/core/index.ts'
import type { PlantedStall } from '../planted-bug.ts'

export const commitScanStops: PlantedStall = {
  id: 'commit-scan-stops',
  does: 'looks for the next entry to commit from commitIndex on, and stops at the first one of an older term',
  seenIn: 'zhebrak/raftos#30',
  breaks: ['liveness'],
  needs: 'an election with an uncommitted entry in the log',
  deviation: {
    raft: {
      leaderCommit: (log, commitIndex, majorityIndex, currentTerm) =>
        log.termAt(commitIndex + 1) === currentTerm
          ? rules.leaderCommit(log, commitIndex, majorityIndex, currentTerm)
          : commitIndex,
    },
  },
}
