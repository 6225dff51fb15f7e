import { present } from '../../base/assert.ts'
import type { NodeId } from '../../base/node-id.ts'
import { applyCommitted } from './commit.ts'
import type { AppendEntries } from './messages.ts'
import type { Server } from './server.ts'

/** AppendEntries, receiver implementation (Figure 2). The server is a follower of the message's term. */
export function onAppend(server: Server, from: NodeId, message: AppendEntries): void {
  const { log, rules } = server
  const { prevIndex, entries } = message
  // Entries at or below the compacted prefix are committed, hence present.
  if (
    prevIndex >= log.firstIndex - 1 &&
    !rules.previousMatches(log, prevIndex, message.prevTerm, entries.length === 0)
  ) {
    // Nothing at or after `prevIndex` matches; terms above the sender's prevTerm cannot match either (§5.3).
    let hint = Math.min(prevIndex - 1, log.lastIndex)
    while (hint >= log.firstIndex && log.termAt(hint) > message.prevTerm) hint--
    reply(server, from, message, false, prevIndex, Math.max(hint, server.commitIndex))
    return
  }
  const { cutFrom, appendFrom } = rules.reconcile(log, entries, prevIndex)
  if (cutFrom > 0) server.cutFrom(cutFrom)
  for (let at = appendFrom; at < entries.length; at++) {
    const entry = present(entries[at], 'an entry to append')
    if (entry.index === log.lastIndex + 1) server.append(entry)
  }
  const lastNewIndex = prevIndex + entries.length
  server.commitIndex = rules.followerCommit(
    server.commitIndex,
    message.commitIndex,
    lastNewIndex,
    log.lastIndex,
  )
  applyCommitted(server)
  reply(server, from, message, true, rules.acknowledgedIndex(lastNewIndex, log.lastIndex), 0)
}

function reply(
  server: Server,
  to: NodeId,
  { round }: AppendEntries,
  success: boolean,
  index: number,
  hint: number,
): void {
  server.out.send(to, { type: 'append-reply', term: server.currentTerm, success, index, hint, round })
}
