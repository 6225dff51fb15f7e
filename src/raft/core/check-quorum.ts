import { becomeFollower } from './follower.ts'
import { count } from './quorum.ts'
import type { Server } from './server.ts'

/**
 * An election timeout has passed for a leader (thesis §6.2): it goes on only if a majority answered it
 * meanwhile. Else it may be cut off, and its clients had better look for another. Any answer of this term
 * counts, a refusal as well: it shows that the follower takes this server for its leader.
 *
 * The election timer, which a leader has no other use for, measures the time.
 */
export function checkQuorum(server: Server): void {
  const { rules, membership } = server
  const there = (node: string): boolean => node === server.id || server.progressOf(node)?.present === true
  const leads =
    rules.keepsLeading(count(membership.voters, there), server.quorum) &&
    (membership.outgoing.length === 0 ||
      rules.keepsLeading(count(membership.outgoing, there), server.outgoingQuorum))
  for (const progress of server.progress) progress.present = false
  if (leads) server.setElectionTimer()
  else becomeFollower(server, server.currentTerm, null)
}
