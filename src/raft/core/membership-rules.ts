import type { NodeId } from '../../base/node-id.ts'
import type { Entry } from './entry.ts'
import type { Membership } from './membership.ts'
import type { Memberships } from './memberships.ts'

/** What changes of members rest on: that no two majorities can decide apart (§6, thesis chapter 4). */
export interface MembershipRules {
  /** How many voters may come or go in one change without a joint membership (thesis §4.1). */
  isOneStep(votersChanged: number): boolean
  /** The membership that a server goes by: the latest in its log, committed or not (§6). */
  membershipInForce(memberships: Memberships, commitIndex: number): Membership
  /** Whether a server that starts goes by a membership that it finds in its log: by each, committed or not. */
  adoptsAtStart(entry: Entry): boolean
  /** Whether a membership goes with its entry when that is cut off: the one before is then in force again (§6). */
  revertsWhenCut(): boolean
  /** Whether a server counts among the voters, at the server `self`; a leader that is none leaves itself out (§6). */
  countsAsVoter(membership: Membership, node: NodeId, self: NodeId): boolean
  /**
   * Whether so many of the voters, and of the outgoing ones, decide: a majority of each. `outgoingQuorum` is 0 when there
   * are none (§6).
   */
  decides(voters: number, quorum: number, outgoing: number, outgoingQuorum: number): boolean
}

export const membershipRules: MembershipRules = {
  isOneStep: (votersChanged) => votersChanged <= 1,

  membershipInForce: (memberships) => memberships.latest,

  adoptsAtStart: () => true,

  revertsWhenCut: () => true,

  countsAsVoter: ({ voters }, node) => voters.includes(node),

  decides: (voters, quorum, outgoing, outgoingQuorum) => voters >= quorum && outgoing >= outgoingQuorum,
}
