import type { NodeId } from '../../base/node-id.ts'
import { advance, onAnswer } from './leader.ts'
import type { AppendReply } from './messages.ts'
import type { Progress } from './progress.ts'
import { sendAppend } from './replication.ts'
import type { Server } from './server.ts'
import { onStepwiseAccepted, onStepwiseRefused, sendNextEntry } from './stepwise.ts'

/** The answer to AppendEntries, at the leader (Figure 2, "Leaders"). */
export function onAppendReply(server: Server, from: NodeId, message: AppendReply): void {
  const progress = onAnswer(server, from, message)
  if (progress === undefined) return
  if (message.success) accepted(server, progress, message)
  else if (progress.snapshot !== undefined)
    return // it lacks what comes with the snapshot
  else if (server.config.replication === 'stepwise') onStepwiseRefused(server, progress, message)
  else refused(server, progress, message)
}

function accepted(server: Server, progress: Progress, message: AppendReply): void {
  if (server.config.replication === 'stepwise') {
    onStepwiseAccepted(server, progress, message)
    advance(server)
    if (server.role === 'leader') sendNextEntry(server, progress)
    return
  }
  progress.waiting = false
  progress.answered()
  // Only an answer that says something new calls for more: a message answered twice must not send two.
  const news = message.index > progress.matchIndex || progress.idle
  progress.matched(server.rules.matchAfter(progress, message.index, server.log.lastIndex))
  if (server.config.pipeline) progress.replicate()
  advance(server)
  if (news && server.role === 'leader' && progress.nextIndex <= server.log.lastIndex)
    sendAppend(server, progress)
}

function refused(server: Server, progress: Progress, message: AppendReply): void {
  progress.waiting = false
  progress.answered()
  if (!server.rules.goesBackFor(message.index, progress.matchIndex, progress.nextIndex)) return
  const hinted = server.config.backtrack === 'fast' ? message.hint + 1 : message.index
  progress.probe(Math.max(progress.matchIndex + 1, Math.min(hinted, message.index)))
  sendAppend(server, progress)
}
