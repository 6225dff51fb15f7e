import type { NodeId } from '../base/node-id.ts'
import { advanceCommit, applyCommitted } from './commit.ts'
import type { Entry } from './entry.ts'
import type { AppendEntries, AppendReply } from './messages.ts'
import type { Progress } from './progress.ts'
import type { Server } from './server.ts'
import { onStepwiseReply, sendHeartbeat, sendNextEntry } from './stepwise.ts'

/** Sends every follower a heartbeat with what it lacks, and sets the timer for the next one (§5.2). */
export function broadcast(server: Server): void {
  const { heartbeatInterval } = server.config
  server.out.push({ do: 'set-timer', timer: 'heartbeat', low: heartbeatInterval, high: heartbeatInterval })
  for (const progress of server.progress) {
    if (server.config.replication === 'stepwise') {
      sendHeartbeat(server, progress)
      continue
    }
    // No answer since the last heartbeat: what was sent ahead counts as lost.
    if (!progress.heard && !progress.probing) {
      progress.probing = true
      progress.nextIndex = progress.matchIndex + 1
    }
    progress.heard = false
    sendAppend(server, progress)
  }
}

/** New entries stand in the leader's log: sends them to the followers that are ready for them. */
export function replicate(server: Server): void {
  for (const progress of server.progress) {
    if (server.config.replication === 'stepwise') sendNextEntry(server, progress)
    else if (!progress.waiting || !progress.probing) sendAppend(server, progress)
  }
}

function sendAppend(server: Server, progress: Progress): void {
  const { log, config } = server
  const prevIndex = progress.nextIndex - 1
  const entries = log.from(progress.nextIndex, config.batch)
  server.out.send(progress.peer, {
    type: 'append',
    term: server.currentTerm,
    prevIndex,
    prevTerm: log.termAt(prevIndex),
    entries,
    commitIndex: server.commitIndex,
  })
  progress.waiting = true
  progress.idle = entries.length === 0
  if (!progress.probing) progress.nextIndex += entries.length
}

/** AppendEntries, receiver implementation (Figure 2). The server is a follower of the message's term. */
export function onAppend(server: Server, from: NodeId, message: AppendEntries): void {
  const { log, rules } = server
  const { prevIndex, entries } = message
  // Entries at or below the compacted prefix are committed, hence present.
  if (prevIndex >= log.firstIndex - 1 && !rules.previousMatches(log, prevIndex, message.prevTerm)) {
    // Nothing at or after `prevIndex` matches; terms above the sender's prevTerm cannot match either (§5.3).
    let hint = Math.min(prevIndex - 1, log.lastIndex)
    while (hint >= log.firstIndex && log.termAt(hint) > message.prevTerm) hint--
    reply(server, from, false, prevIndex, Math.max(hint, server.commitIndex))
    return
  }
  const { cutFrom, appendFrom } = rules.reconcile(log, entries)
  if (cutFrom > 0) server.cutFrom(cutFrom)
  for (let i = appendFrom; i < entries.length; i++) {
    const entry = entries[i] as Entry
    if (entry.index === log.lastIndex + 1) server.append(entry)
  }
  const lastNewIndex = prevIndex + entries.length
  server.commitIndex = rules.followerCommit(server.commitIndex, message.commitIndex, lastNewIndex)
  applyCommitted(server)
  reply(server, from, true, lastNewIndex, 0)
}

function reply(server: Server, to: NodeId, success: boolean, index: number, hint: number): void {
  server.out.send(to, { type: 'append-reply', term: server.currentTerm, success, index, hint })
}

export function onAppendReply(server: Server, from: NodeId, message: AppendReply): void {
  if (server.role !== 'leader') return
  if (!server.rules.answersThisTerm(message.term, server.currentTerm)) return
  const progress = server.progress.find((one) => one.peer === from)
  if (progress === undefined) return
  progress.present = true
  if (server.config.replication === 'stepwise') onStepwiseReply(server, progress, message)
  else onEagerReply(server, progress, message)
}

function onEagerReply(server: Server, progress: Progress, message: AppendReply): void {
  progress.waiting = false
  progress.heard = true
  if (message.success) {
    // Only an answer that says something new calls for more: a message answered twice must not send two.
    const news = message.index > progress.matchIndex || progress.idle
    if (message.index > progress.matchIndex) progress.matchIndex = message.index
    if (progress.nextIndex <= progress.matchIndex) progress.nextIndex = progress.matchIndex + 1
    progress.probing = !server.config.pipeline
    advanceCommit(server)
    if (news && progress.nextIndex <= server.log.lastIndex) sendAppend(server, progress)
    return
  }
  // A late refusal of something older than what is known to match, or than the present probe, says nothing.
  if (message.index <= progress.matchIndex || message.index >= progress.nextIndex) return
  const hinted = server.config.backtrack === 'fast' ? message.hint + 1 : message.index
  progress.probing = true
  progress.nextIndex = Math.max(progress.matchIndex + 1, Math.min(hinted, message.index))
  sendAppend(server, progress)
}
