import { canonicalJson, type Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Progress } from './progress.ts'
import type { Raft } from './raft.ts'
import type { Server } from './server.ts'

/** Beyond this, further heartbeats without an answer change nothing: of a member, of a server that was removed. */
const MOST_UNANSWERED = 2
const MOST_UNANSWERED_REMOVED = 9

/**
 * Everything that decides what a server does from now on, as a text: two servers with the same `id`, settings and key
 * answer the same inputs with the same effects. Numbers that only count, tokens and requests, stand in it by their order,
 * so that a different past which led to the same state gives the same key.
 *
 * Clock readings stand in it as how long ago they were, and only where something depends on them.
 *
 * @param rank the place of a request among those that wait for an answer; -1: none waits for it.
 */
export function stateKey(raft: Raft, rank: (request: number) => number): string {
  const { server, ownVote } = raft
  return canonicalJson([
    server.role,
    server.currentTerm,
    server.votedFor,
    server.leader,
    server.commitIndex,
    server.lastApplied,
    server.durableIndex,
    logKey(server),
    server.role === 'candidate' ? sorted(server.votes) : [],
    server.preVotes === undefined ? null : sorted(server.preVotes),
    server.role === 'leader' ? leaderKey(server, rank) : null,
    [...server.pending].map(([index, { request, term }]) => [index, rank(request), term]),
    diskKey(raft),
    ownVote === undefined ? null : [ownVote.term, ownVote.token - server.out.durable],
    snapshotKey(server),
    forwardedKey(server, rank),
    server.config.checkQuorum ? [server.heardFrom, server.now - server.heardAt] : null,
  ] as Json)
}

const sorted = (nodes: Iterable<NodeId>): readonly NodeId[] => [...nodes].toSorted()

function logKey({ log, memberships }: Server): Json {
  const { index, term } = log.base
  const entries = log
    .from(log.firstIndex)
    .map((entry) => [entry.term, entry.digest, entry.membership ?? null])
  return [index, term, entries as Json, memberships.latest, memberships.latestIndex]
}

function leaderKey(server: Server, rank: (request: number) => number): Json {
  const { reads, transfer, reconfiguring, config } = server
  return [
    server.progress.map((one) => progressKey(one, server)),
    server.termBegin,
    reconfiguring === undefined ? null : rank(reconfiguring),
    transfer === undefined ? null : [rank(transfer.request), transfer.to, transfer.asked],
    config.reads === 'log' ? null : readsKey(server),
    reads.leaseGivenUp,
  ]
}

function stateOf({ state }: Progress): Json {
  switch (state.kind) {
    case 'probe':
      return null
    case 'replicate':
      return [state.inflight, state.heard]
    case 'snapshot':
      return [state.meta.index, state.meta.term, state.offset, state.answered, state.unanswered]
  }
}

function progressKey(one: Progress, { config }: Server): Json {
  const unanswered = Math.min(one.unanswered, one.removedAt > 0 ? MOST_UNANSWERED_REMOVED : MOST_UNANSWERED)
  return [
    one.peer,
    stateOf(one),
    one.nextIndex,
    one.matchIndex,
    [one.removedAt, one.told, unanswered, one.waiting, one.idle],
    config.checkQuorum && one.present,
    config.reads === 'log' ? 0 : one.round,
    config.replication === 'stepwise' ? one.awaited : 0,
  ]
}

function readsKey({ reads, now }: Server): Json {
  return [
    reads.round,
    reads.confirmed,
    reads.waiting.map(({ round, from, id, command }) => [round, from, id, command]),
    Number.isFinite(reads.leaseUntil) ? reads.leaseUntil - now : null,
    reads.leaseAfter,
    reads.begun.map(({ round, at }) => [round, now - at]),
  ]
}

/** What waits for the disk. */
function diskKey({ server }: Raft): Json {
  const { held, durable, issued } = server.out
  return [
    issued - durable,
    held.map(({ send: { to, message }, token }) => [to, canonicalJson(message), token - durable]),
    server.unsyncedEnds.map(({ token, lastIndex }) => [token - durable, lastIndex]),
  ]
}

function snapshotKey({ snapshot, taking, incoming }: Server): Json {
  const at = (one: { readonly index: number; readonly term: number } | undefined): Json =>
    one === undefined ? null : [one.index, one.term]
  return [at(snapshot), at(taking), at(incoming), incoming?.offset ?? 0, incoming?.leaderTerm ?? 0]
}

function forwardedKey({ forwarded, now }: Server, rank: (request: number) => number): Json {
  const { commands, reads } = forwarded
  return [
    [...commands].map(([request, since]) => [rank(request), request, now - since]),
    [...reads].map(([request, { command, since, index }]) => [
      rank(request),
      request,
      command,
      now - since,
      index,
    ]),
  ]
}
