import type { NodeId } from '../../base/node-id.ts'
import { abandonForwarded } from './follower.ts'
import { advance } from './leader.ts'
import { isVoter } from './membership.ts'
import type { RequestVote, Vote } from './messages.ts'
import { appendNoop } from './noop.ts'
import { count } from './quorum.ts'
import { broadcast } from './replication.ts'
import type { Server } from './server.ts'

/** Stands for leader of the next term (§5.2); `transfer` when the leader asked for it (thesis §3.10). */
export function startElection(server: Server, transfer: boolean): void {
  const { rules, log, currentTerm, commitIndex } = server
  server.setTerm(rules.candidacyTerm(currentTerm, server.role), server.id)
  server.role = 'candidate'
  server.leader = null
  abandonForwarded(server)
  // Its own vote counts once it is durable: until then a crash could give it to another.
  server.votes = [...rules.votesToBeginWith(server.votes), ...rules.votesFromPreVotes(server.preVotes)]
  server.preVotes = undefined
  server.setElectionTimer()
  const { lastIndex, lastTerm } = rules.claimedEnd(log, server.currentTerm, commitIndex)
  for (const peer of server.peers) {
    if (!isVoter(server.membership, peer)) continue
    server.out.send(peer, {
      type: 'request-vote',
      term: server.currentTerm,
      lastLogIndex: lastIndex,
      lastLogTerm: lastTerm,
      ...(transfer && { transfer }),
    })
  }
}

/**
 * Whether a request for a vote is as if it had never come, its term included (§6, thesis §4.2.3): a leader was
 * heard just now. A removed server, or one that came back, then deposes nobody.
 */
export function disregards(server: Server, from: NodeId): boolean {
  if (!server.config.checkQuorum) return false
  if (server.role === 'leader') return true
  // A leader that stands again leads no more, and holds no lease.
  if (server.heardFrom === from) return false
  return server.rules.disregardsVotes(server.now - server.heardAt, server.config.electionTimeoutMin)
}

/** RequestVote, receiver implementation (Figure 2). The term is not newer than the server's own. */
export function onRequestVote(server: Server, from: NodeId, message: RequestVote): void {
  const { rules, log } = server
  const granted =
    message.term === server.currentTerm &&
    server.role === 'follower' &&
    rules.mayVoteFor(server.votedFor, from) &&
    rules.candidateUpToDate(
      log,
      { lastIndex: message.lastLogIndex, lastTerm: message.lastLogTerm },
      server.commitIndex,
    )
  if (granted) {
    if (server.votedFor !== from) server.setTerm(server.currentTerm, from)
    server.preVotes = undefined
    server.setElectionTimer()
  }
  server.out.send(from, { type: 'vote', term: server.currentTerm, granted })
}

export function onVote(server: Server, from: NodeId, message: Vote): void {
  if (server.role !== 'candidate' || !server.rules.isVoteFor(message, server.currentTerm)) return
  takeVote(server, from)
}

/** The candidate's own vote became durable. */
export function onOwnVoteDurable(server: Server): void {
  takeVote(server, server.id)
}

function takeVote(server: Server, voter: NodeId): void {
  server.votes = server.rules.countVote(server.votes, voter, server.id)
  if (isElected(server)) becomeLeader(server)
}

/** Whether it has the votes of a majority of the voters, and of the outgoing ones while both decide (§6). */
function isElected({ votes, membership, quorum, outgoingQuorum }: Server): boolean {
  const of = (members: readonly NodeId[]): number => count(votes, (voter) => members.includes(voter))
  return of(membership.voters) >= quorum && of(membership.outgoing) >= outgoingQuorum
}

function becomeLeader(server: Server): void {
  server.lead()
  server.preVotes = undefined
  server.incoming = undefined
  if (server.config.checkQuorum) server.setElectionTimer()
  else server.out.push({ do: 'cancel-timer', timer: 'election' })
  if (server.config.noop) appendNoop(server)
  broadcast(server)
  advance(server)
}
