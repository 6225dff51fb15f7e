import type { Progress } from './progress.ts'
import type { Server } from './server.ts'
import { beginSnapshot, needsSnapshot, repeatChunk } from './snapshot-sender.ts'
import { sendHeartbeat, sendNextEntry } from './stepwise.ts'

/** Sends every follower a heartbeat with what it lacks, and sets the timer for the next one (§5.2). */
export function broadcast(server: Server): void {
  const { heartbeatInterval, reads, replication } = server.config
  server.out.push({ do: 'set-timer', timer: 'heartbeat', low: heartbeatInterval, high: heartbeatInterval })
  if (reads !== 'log') server.reads.beginRound(server.now)
  if (server.progress.some(hasLeft)) server.progress = server.progress.filter((one) => !hasLeft(one))
  for (const progress of server.progress) {
    progress.unanswered++
    progress.told = Math.min(progress.matchIndex, server.commitIndex) >= progress.removedAt
    if (progress.snapshot !== undefined) {
      repeatChunk(server, progress)
      beat(server, progress)
    } else if (replication === 'stepwise') sendHeartbeat(server, progress)
    else {
      // No answer since the last heartbeat: what was sent ahead counts as lost.
      const { state } = progress
      if (state.kind === 'replicate') {
        if (!state.heard) progress.probe(progress.matchIndex + 1)
        state.heard = false
      }
      sendAppend(server, progress)
    }
  }
}

/**
 * A removed server that learned that it is out, and so stands no more, or is gone. It was told for its own sake
 * and for nobody else's.
 */
const hasLeft = ({ removedAt, told, unanswered }: Progress): boolean =>
  removedAt > 0 && (unanswered > MAX_UNANSWERED || (told && unanswered === 0))

const MAX_UNANSWERED = 8

/** New entries stand in the leader's log: sends them to the followers that are ready for them. */
export function replicate(server: Server): void {
  for (const progress of server.progress) replicateTo(server, progress)
}

export function replicateTo(server: Server, progress: Progress): void {
  if (progress.snapshot !== undefined) return
  if (server.config.replication === 'stepwise') sendNextEntry(server, progress)
  else if (!progress.waiting || (progress.state.kind === 'replicate' && hasRoom(server, progress)))
    sendAppend(server, progress)
}

/** Flow control: a follower that does not answer is sent no more than so many messages ahead. */
const hasRoom = ({ config }: Server, { state }: Progress): boolean =>
  state.kind !== 'replicate' || state.inflight.length < config.inflight

export function sendAppend(server: Server, progress: Progress): void {
  if (needsSnapshot(server, progress)) {
    beginSnapshot(server, progress)
    return
  }
  const { log, config } = server
  const prevIndex = progress.nextIndex - 1
  const entries = log.from(progress.nextIndex, hasRoom(server, progress) ? config.batch : 0)
  server.out.send(progress.peer, {
    type: 'append',
    term: server.currentTerm,
    prevIndex,
    prevTerm: log.termAt(prevIndex),
    entries,
    commitIndex: server.commitIndex,
    round: server.reads.round,
  })
  progress.waiting = true
  progress.idle = entries.length === 0
  if (entries.length > 0) progress.sentAhead(prevIndex + entries.length)
}

/** Begins a round of heartbeats for the reads that wait; what is being replicated goes on as it was. */
export function beginRound(server: Server): void {
  server.reads.beginRound(server.now)
  for (const progress of server.progress) if (progress.removedAt === 0) beat(server, progress)
}

/** A heartbeat that asks nothing new of a follower: it follows on an entry which that is known to have. */
function beat({ log, out, currentTerm, commitIndex, reads }: Server, { peer, matchIndex }: Progress): void {
  const prevIndex = Math.max(matchIndex, log.firstIndex - 1)
  out.send(peer, {
    type: 'append',
    term: currentTerm,
    prevIndex,
    prevTerm: log.termAt(prevIndex),
    entries: [],
    commitIndex,
    round: reads.round,
  })
}
