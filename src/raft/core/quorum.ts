import type { NodeId } from '../../base/node-id.ts'
import type { Server } from './server.ts'

/**
 * Whether these servers are a majority of the voters, and of the outgoing ones while both decide (§6). The
 * server itself counts only where it is among them; who is no voter never counts.
 */
export function isMajority(server: Server, who: (node: NodeId) => boolean): boolean {
  const { rules, membership, quorum, outgoingQuorum } = server
  return rules.decides(count(membership.voters, who), quorum, count(membership.outgoing, who), outgoingQuorum)
}

/** How many of the nodes it holds for. */
export function count(nodes: readonly NodeId[], who: (node: NodeId) => boolean): number {
  let held = 0
  for (const node of nodes) if (who(node)) held++
  return held
}
