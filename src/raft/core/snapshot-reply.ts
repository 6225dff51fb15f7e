import type { NodeId } from '../../base/node-id.ts'
import { advance, onAnswer } from './leader.ts'
import type { SnapshotReply } from './messages.ts'
import { sendAppend } from './replication.ts'
import type { Server } from './server.ts'
import { sendChunk } from './snapshot-sender.ts'
import { sendNextEntry } from './stepwise.ts'

/** The answer to InstallSnapshot, at the leader: the next chunk, or back to entries. */
export function onSnapshotReply(server: Server, from: NodeId, message: SnapshotReply): void {
  const progress = onAnswer(server, from, message)
  if (progress === undefined) return
  progress.answered()
  if (message.installed) {
    const { rules, log } = server
    progress.matched(rules.matchAfterSnapshot(progress.matchIndex, message.index, log.lastIndex))
    progress.waiting = false
    advance(server)
    if (server.role !== 'leader' || progress.nextIndex > server.log.lastIndex) return
    if (server.config.replication === 'stepwise') sendNextEntry(server, progress)
    else sendAppend(server, progress)
    return
  }
  const { snapshot } = progress
  if (snapshot?.meta.index !== message.index) return
  snapshot.answered = true
  // Each chunk is asked for once, and a late answer says nothing. But a follower that a late chunk of another
  // snapshot made begin again has less than it said before.
  const isLate = message.chunk !== snapshot.offset
  if (message.offset === snapshot.offset || (message.offset < snapshot.offset && isLate)) return
  snapshot.offset = message.offset
  sendChunk(server, progress)
}
