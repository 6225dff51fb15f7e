import { present } from '../../base/assert.ts'
import type { Progress } from './progress.ts'
import type { Server } from './server.ts'

/** Whether a follower lacks entries that the leader's log does not have any more (§7). */
export const needsSnapshot = (server: Server, progress: Progress): boolean =>
  progress.nextIndex < server.log.firstIndex

/** Sends a follower the latest snapshot, from its first chunk on, unless one is on its way. */
export function beginSnapshot(server: Server, progress: Progress): void {
  if (progress.snapshot !== undefined) return
  progress.probe(progress.nextIndex)
  begin(server, progress)
}

function begin(server: Server, progress: Progress): void {
  const meta = present(server.snapshot, 'the snapshot that took the place of the log')
  progress.sendSnapshot(meta)
  sendChunk(server, progress)
}

/** Sends the chunk that the follower lacks. A newer snapshot meanwhile changes nothing: this one must arrive, too. */
export function sendChunk(server: Server, progress: Progress): void {
  if (progress.snapshot === undefined) return
  const { meta, offset } = progress.snapshot
  const { index, term: lastTerm, membership } = meta
  const { currentTerm: term, reads, config } = server
  server.out.push({
    do: 'send-chunk',
    to: progress.peer,
    message: { type: 'install-snapshot', term, index, lastTerm, membership, offset, round: reads.round },
    limit: config.snapshotChunk,
  })
}

/** A heartbeat interval has passed: a chunk that was not answered meanwhile counts as lost. */
export function repeatChunk(server: Server, progress: Progress): void {
  const { snapshot } = progress
  if (snapshot === undefined) return
  if (snapshot.answered) snapshot.unanswered = 0
  else if (snapshot.unanswered++ < MAX_UNANSWERED) sendChunk(server, progress)
  else begin(server, progress)
  if (progress.snapshot !== undefined) progress.snapshot.answered = false
}

/** The lowest index that a snapshot on its way ends with: what follows on it is needed next. Infinity if none. */
export function leastOnItsWay({ progress }: Server): number {
  let least = Infinity
  for (const { snapshot } of progress)
    if (snapshot !== undefined && snapshot.unanswered < MAX_UNANSWERED)
      least = Math.min(least, snapshot.meta.index)
  return least
}

/** A follower that does not answer for so many heartbeats holds up nothing any more. */
const MAX_UNANSWERED = 16
