import type { NodeId } from '../../base/node-id.ts'
import { answerReads } from './follower-reads.ts'
import type { InstallSnapshot } from './messages.ts'
import type { Server } from './server.ts'
import type { IncomingSnapshot, SnapshotMeta } from './snapshot.ts'

/** InstallSnapshot, receiver implementation (§7, Figure 13). The server is a follower of the message's term. */
export function onInstallSnapshot(server: Server, from: NodeId, message: InstallSnapshot): void {
  const { index, lastTerm, offset, data } = message
  // What it has committed is what the snapshot replaces.
  if (!server.rules.installsSnapshot(index, server.commitIndex)) {
    reply(server, from, message, 0, true)
    return
  }
  const incoming = expected(server, message)
  if (incoming.offset !== offset) {
    reply(server, from, message, incoming.offset, false)
    return
  }
  server.out.push({ do: 'keep-chunk', offset, data })
  incoming.offset += data.length
  if (!message.done) {
    reply(server, from, message, incoming.offset, false)
    return
  }
  server.incoming = undefined
  install(server, { index, term: lastTerm, membership: message.membership })
  reply(server, from, message, incoming.offset, true)
}

/** The snapshot that is coming in; another one than before begins anew. */
function expected(server: Server, message: InstallSnapshot): IncomingSnapshot {
  const { incoming } = server
  if (incoming !== undefined && server.rules.continuesSnapshot(incoming, message)) return incoming
  const { term, index, lastTerm } = message
  server.incoming = { index, term: lastTerm, leaderTerm: term, offset: 0 }
  return server.incoming
}

/** Everything up to the snapshot's last entry is settled: the state machine goes on from there. */
function install(server: Server, snapshot: SnapshotMeta): void {
  const { index } = snapshot
  const { rules, lastApplied } = server
  const membership = rules.membershipAfterSnapshot(server.membership, snapshot.membership)
  server.out.push({ do: 'install-snapshot', snapshot })
  server.compactTo(snapshot)
  server.memberships.install(index, membership, server.log.lastIndex)
  server.adoptMembership()
  server.snapshot = snapshot
  server.taking = undefined
  server.commitIndex = index
  server.lastApplied = rules.appliedAfterSnapshot(lastApplied, index)
  // What became of commands that it handed on is somewhere in the snapshot.
  for (const [place, { request }] of server.pending) {
    if (place > index) continue
    server.pending.delete(place)
    server.out.push({ do: 'abandon', request })
  }
  answerReads(server)
}

function reply(
  server: Server,
  to: NodeId,
  { index, offset: chunk, round }: InstallSnapshot,
  offset: number,
  installed: boolean,
): void {
  const { currentTerm: term } = server
  server.out.send(to, { type: 'snapshot-reply', term, index, chunk, offset, installed, round })
}
