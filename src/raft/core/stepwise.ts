import type { AppendReply } from './messages.ts'
import type { Progress } from './progress.ts'
import type { Server } from './server.ts'
import { beginSnapshot, needsSnapshot } from './snapshot-sender.ts'

/*
 * Replication as the notes describe it (rows N5 to N7), the plain reading of §5.3 and Figure 2: one RPC is
 * heartbeat and append in one; a heartbeat finds out where the logs agree, then entries go one by one, each
 * only after the message before it was answered `true`. Nothing is sent ahead, so nothing need be taken back.
 */

/** The heartbeat: an AppendEntries without entries. It repeats the question that got no answer (§5.3). */
export function sendHeartbeat(server: Server, progress: Progress): void {
  send(server, progress, 0)
}

/** Sends the next entry, if the last message was answered `true` and something is outstanding. */
export function sendNextEntry(server: Server, progress: Progress): void {
  if (progress.snapshot !== undefined) return
  if (!progress.waiting && progress.nextIndex <= server.log.lastIndex) send(server, progress, 1)
}

function send(server: Server, progress: Progress, limit: 0 | 1): void {
  if (needsSnapshot(server, progress)) {
    beginSnapshot(server, progress)
    return
  }
  const { log } = server
  const prevIndex = progress.nextIndex - 1
  server.out.send(progress.peer, {
    type: 'append',
    term: server.currentTerm,
    prevIndex,
    prevTerm: log.termAt(prevIndex),
    entries: log.from(progress.nextIndex, limit),
    // Followers learn what is committed from the next message, whatever it carries (N7).
    commitIndex: server.commitIndex,
    round: server.reads.round,
  })
  progress.waiting = true
  progress.awaited = prevIndex + limit
}

/** The follower accepted a message (Figure 2, "Leaders"). */
export function onStepwiseAccepted(server: Server, progress: Progress, message: AppendReply): void {
  progress.matched(server.rules.matchAfter(progress, message.index, server.log.lastIndex))
  // The answer to an earlier message brings its news, but is no answer to the last one.
  if (message.index === progress.awaited) progress.waiting = false
}

/** The follower refused a message: one step back, and the question again. */
export function onStepwiseRefused(server: Server, progress: Progress, message: AppendReply): void {
  // Only a refusal of the present question counts: one that was doubled or late must not step back twice.
  if (message.index !== progress.nextIndex - 1) return
  if (!server.rules.goesBackFor(message.index, progress.matchIndex, progress.nextIndex)) return
  progress.nextIndex--
  sendHeartbeat(server, progress)
}
