import type { NodeId } from '../../base/node-id.ts'
import { moveCommit } from './commit.ts'
import { becomeFollower } from './follower.ts'
import { isVoter } from './membership.ts'
import type { AppendReply, SnapshotReply } from './messages.ts'
import type { Progress } from './progress.ts'
import { onRound, serveReads } from './reads.ts'
import { leaveJoint } from './reconfigure.ts'
import { beginRound } from './replication.ts'
import type { Server } from './server.ts'
import { handOver } from './transfer.ts'

/** Takes note that a follower has answered. Undefined when the answer means nothing to this server. */
export function onAnswer(
  server: Server,
  from: NodeId,
  message: AppendReply | SnapshotReply,
): Progress | undefined {
  if (server.role !== 'leader') return undefined
  if (!server.rules.answersThisTerm(message.term, server.currentTerm, message.type)) return undefined
  const progress = server.progressOf(from)
  if (progress === undefined) return undefined
  progress.present = true
  progress.unanswered = 0
  if (message.round > progress.round) {
    progress.round = message.round
    onRound(server)
  }
  return progress
}

/** Something the leader waits for has come: commits what a majority holds, and does what follows from it. */
export function advance(server: Server): void {
  if (server.role !== 'leader') return
  const moved = moveCommit(server)
  leaveJoint(server)
  handOver(server)
  if (!moved) return
  serveReads(server)
  // It led for as long as the change to members without it was not committed (thesis §4.2.2).
  const { membership, memberships, commitIndex } = server
  if (isVoter(membership, server.id) || memberships.latestIndex > commitIndex) return
  beginRound(server)
  becomeFollower(server, server.currentTerm, null)
}
