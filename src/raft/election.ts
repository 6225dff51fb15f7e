import { digestText } from '../base/digest.ts'
import { canonicalJson } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import { advanceCommit } from './commit.ts'
import type { RequestVote, Vote } from './messages.ts'
import { Progress } from './progress.ts'
import { broadcast } from './replication.ts'
import type { Server } from './server.ts'

/** Steps down into `term`, or stays follower of it (§5.1). A new term frees the vote; the same term does not. */
export function becomeFollower(server: Server, term: number, leader: NodeId | null): void {
  if (term > server.currentTerm) server.setTerm(term, null)
  if (server.role === 'leader') {
    server.out.push({ do: 'cancel-timer', timer: 'heartbeat' })
    server.setElectionTimer()
    server.progress = []
    for (const { request } of server.pending.values()) server.out.push({ do: 'abandon', request })
    server.pending.clear()
  }
  server.role = 'follower'
  server.leader = leader
  server.preVotes = undefined
}

/** The election timer fired: stands for leader of the next term (§5.2). */
export function startElection(server: Server): void {
  if (server.role === 'leader') return
  server.setTerm(server.currentTerm + 1, server.id)
  server.role = 'candidate'
  server.leader = null
  // Its own vote counts once it is durable: until then a crash could give it to another.
  server.votes.clear()
  server.preVotes = undefined
  server.setElectionTimer()
  const { lastIndex, lastTerm } = server.log
  for (const peer of server.peers) {
    server.out.send(peer, {
      type: 'request-vote',
      term: server.currentTerm,
      lastLogIndex: lastIndex,
      lastLogTerm: lastTerm,
    })
  }
}

/** RequestVote, receiver implementation (Figure 2). The term is not newer than the server's own. */
export function onRequestVote(server: Server, from: NodeId, message: RequestVote): void {
  const { rules, log } = server
  const granted =
    message.term === server.currentTerm &&
    server.role === 'follower' &&
    rules.mayVoteFor(server.votedFor, from) &&
    rules.candidateUpToDate(log, { lastIndex: message.lastLogIndex, lastTerm: message.lastLogTerm })
  if (granted) {
    if (server.votedFor !== from) server.setTerm(server.currentTerm, from)
    server.preVotes = undefined
    server.setElectionTimer()
  }
  server.out.send(from, { type: 'vote', term: server.currentTerm, granted })
}

export function onVote(server: Server, from: NodeId, message: Vote): void {
  if (server.role !== 'candidate' || !message.granted) return
  if (!server.rules.answersThisTerm(message.term, server.currentTerm)) return
  server.votes.add(from)
  becomeLeaderIfElected(server)
}

/** The candidate's own vote became durable. */
export function onOwnVoteDurable(server: Server): void {
  server.votes.add(server.id)
  becomeLeaderIfElected(server)
}

function becomeLeaderIfElected(server: Server): void {
  if (server.votes.size < server.quorum) return
  server.role = 'leader'
  server.leader = server.id
  server.preVotes = undefined
  if (server.config.checkQuorum) server.setElectionTimer()
  else server.out.push({ do: 'cancel-timer', timer: 'election' })
  const next = server.log.lastIndex + 1
  server.progress = server.peers.map((peer) => new Progress(peer, next))
  if (server.config.noop) {
    server.append({ index: next, term: server.currentTerm, command: null, digest: NOOP_DIGEST })
  }
  broadcast(server)
  advanceCommit(server)
}

const NOOP_DIGEST = digestText(canonicalJson(null))
