import type { NodeId } from '../../base/node-id.ts'
import { disregards } from './election.ts'
import { isVoter } from './membership.ts'
import type { PreVote, PreVoteReply } from './messages.ts'
import { isMajority } from './quorum.ts'
import type { Server } from './server.ts'

/*
 * PreVote (thesis §9.6): a server begins a new term only once a majority says it would vote for it. One that
 * comes back from a partition, or hears the leader badly, then disturbs nobody. Pre-votes are no promises:
 * nothing of them is stored, none is counted as a vote, and safety does not rest on them.
 */

/**
 * The election timer fired: asks who would vote for this server in the next term.
 * Returns whether it need not ask, being a majority by itself.
 */
export function canvass(server: Server): boolean {
  // It hears its leader no more, so it refuses no other's pre-vote for that leader's sake.
  server.leader = null
  server.preVotes = new Set([server.id])
  server.setElectionTimer()
  if (wouldWin(server)) return true
  const { rules, log, currentTerm, commitIndex } = server
  const { lastIndex, lastTerm } = rules.claimedEnd(log, currentTerm, commitIndex)
  for (const peer of server.peers) {
    if (!isVoter(server.membership, peer)) continue
    server.out.send(peer, {
      type: 'pre-vote',
      term: server.currentTerm + 1,
      lastLogIndex: lastIndex,
      lastLogTerm: lastTerm,
    })
  }
  return false
}

/**
 * PreVote, receiver: grants what it would grant to a RequestVote, unless it hears a leader (thesis §9.6). Its
 * term, its vote and its timer stay as they are.
 */
export function onPreVote(server: Server, from: NodeId, message: PreVote): void {
  const { rules, log } = server
  const granted =
    message.term > server.currentTerm &&
    !rules.hearsLeader(server.leader, from) &&
    !disregards(server, from) &&
    rules.candidateUpToDate(
      log,
      { lastIndex: message.lastLogIndex, lastTerm: message.lastLogTerm },
      server.commitIndex,
    )
  server.out.send(from, {
    type: 'pre-vote-reply',
    term: rules.preVoteReplyTerm(granted, message.term, server.currentTerm),
    granted,
  })
}

/** Returns whether this answer completes a majority: the server may stand. */
export function onPreVoteReply(server: Server, from: NodeId, message: PreVoteReply): boolean {
  const { preVotes } = server
  if (preVotes === undefined || !message.granted) return false
  if (!server.rules.answersThisTerm(message.term, server.currentTerm + 1, message.type)) return false
  preVotes.add(from)
  return wouldWin(server)
}

const wouldWin = (server: Server): boolean =>
  isMajority(server, (node) => server.preVotes?.has(node) === true)
