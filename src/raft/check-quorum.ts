import { becomeFollower } from './election.ts'
import type { Server } from './server.ts'

/**
 * An election timeout has passed for a leader (thesis §6.2): it goes on only if a majority answered it
 * meanwhile. Else it may be cut off, and its clients had better look for another. Any answer of this term
 * counts, a refusal as well: it shows that the follower takes this server for its leader.
 *
 * The core has no clock: the election timer, which a leader has no other use for, measures the time.
 */
export function checkQuorum(server: Server): void {
  let heard = 1
  for (const progress of server.progress) {
    if (progress.present) heard++
    progress.present = false
  }
  if (server.rules.keepsLeading(heard, server.quorum)) server.setElectionTimer()
  else becomeFollower(server, server.currentTerm, null)
}
