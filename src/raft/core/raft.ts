import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import { onAppend } from './append-entries.ts'
import { onAppendReply } from './append-reply.ts'
import { checkQuorum } from './check-quorum.ts'
import { onSnapshotTaken, takeSnapshot } from './compaction.ts'
import type { RaftConfig } from './config.ts'
import type { Effect, Input, TimerName } from './effects.ts'
import { disregards, onOwnVoteDurable, onRequestVote, onVote, startElection } from './election.ts'
import { abandonForwarded, becomeFollower } from './follower.ts'
import { onReadIndexReply } from './follower-reads.ts'
import { onInstallSnapshot } from './install-snapshot.ts'
import { advance } from './leader.ts'
import type { AppendEntries, InstallSnapshot, Message } from './messages.ts'
import { canvass, onPreVote, onPreVoteReply } from './pre-vote.ts'
import { onForward, onForwardReply, propose } from './proposals.ts'
import { onReadIndex, onRound } from './reads.ts'
import { reconfigure } from './reconfigure.ts'
import { broadcast } from './replication.ts'
import { rules as raftRules, type Rules } from './rules.ts'
import { emptyDisk, Server, type StoredState } from './server.ts'
import { onSnapshotReply } from './snapshot-reply.ts'
import { giveUpTransfer, transferLeadership } from './transfer.ts'

/**
 * One Raft server as a pure machine: an input goes in, effects come out, nothing else happens.
 * It has no clock, no randomness and does no I/O of its own; the same state and input give the same effects.
 *
 * @example
 * const raft = new Raft({ ...defaultConfig, id: 'n1', members: ['n1', 'n2', 'n3'] })
 * for (const effect of raft.start(now)) perform(effect)
 * for (const effect of raft.step({ type: 'timer', timer: 'election' }, now)) perform(effect)
 */
export class Raft {
  /** The state in the names of Figure 2, to be looked at, never written. */
  readonly server: Server
  /** Term whose own vote waits for the disk, and the token it waits for. */
  #ownVote: { term: number; token: number } | undefined

  constructor(config: RaftConfig, rules: Rules = raftRules, stored: StoredState = emptyDisk) {
    this.server = new Server(config, rules, stored)
  }

  /** Its own vote, while that waits for the disk. */
  get ownVote(): { readonly term: number; readonly token: number } | undefined {
    return this.#ownVote
  }

  /**
   * The effects with which a server begins. `now`: its own clock, in milliseconds from wherever it counts.
   * What it had promised a leader in an earlier incarnation it does not know any more, so it keeps that promise.
   */
  start(now: Millis): readonly Effect[] {
    const { server } = this
    server.now = now
    server.heardAt = now
    server.out.begin()
    server.setElectionTimer()
    return server.out.effects
  }

  /**
   * Handles one input, at a time of the server's own clock. The list returned belongs to the caller.
   */
  step(input: Input, now: Millis): readonly Effect[] {
    const { server } = this
    server.now = now
    server.out.begin()
    switch (input.type) {
      case 'message':
        this.#receive(input.from, input.message)
        break
      case 'timer':
        this.#fire(input.timer)
        break
      case 'propose':
        propose(server, input.request, input.command, input.kind)
        break
      case 'persisted':
        this.#persisted(input.token)
        break
      case 'snapshot-taken':
        onSnapshotTaken(server, input.index)
        break
      case 'reconfigure':
        reconfigure(server, input.request, input.change, input.context)
        break
      case 'transfer':
        transferLeadership(server, input.request, input.to)
        break
    }
    server.flush()
    takeSnapshot(server)
    if (this.#ownVote?.token === -1) this.#ownVote.token = server.out.issued
    return server.out.effects
  }

  #receive(from: NodeId, message: Message): void {
    const { server } = this
    if (message.type === 'request-vote' && message.transfer !== true && disregards(server, from)) return
    if (
      message.term > server.currentTerm &&
      server.rules.beginsTerm(message) &&
      server.rules.heedsNewerTerm(message.type, server.role)
    )
      becomeFollower(server, message.term, null)
    switch (message.type) {
      case 'request-vote':
        onRequestVote(server, from, message)
        break
      case 'vote':
        onVote(server, from, message)
        break
      case 'pre-vote':
        onPreVote(server, from, message)
        break
      case 'pre-vote-reply':
        if (onPreVoteReply(server, from, message)) this.#stand(false)
        break
      case 'append':
        if (this.#hearsLeader(from, message)) onAppend(server, from, message)
        break
      case 'append-reply':
        onAppendReply(server, from, message)
        break
      case 'install-snapshot':
        if (this.#hearsLeader(from, message)) onInstallSnapshot(server, from, message)
        break
      case 'snapshot-reply':
        onSnapshotReply(server, from, message)
        break
      case 'timeout-now':
        if (message.term === server.currentTerm && server.role === 'follower' && server.promotable)
          this.#stand(true)
        break
      case 'forward':
        onForward(server, from, message)
        break
      case 'forward-reply':
        onForwardReply(server, message)
        break
      case 'read-index':
        onReadIndex(server, from, message)
        break
      case 'read-index-reply':
        onReadIndexReply(server, message)
        break
    }
  }

  /** Whether the message is from the leader of this term, whom the server follows from now on (§5.2). */
  #hearsLeader(from: NodeId, message: AppendEntries | InstallSnapshot): boolean {
    const { server } = this
    if (!server.rules.followsLeaderOf(message.term, server.currentTerm)) {
      // Tells a deposed leader its time is over (§5.1); `index` 0 makes no claim about the log.
      const { currentTerm: term } = server
      server.out.send(from, { type: 'append-reply', term, success: false, index: 0, hint: 0, round: 0 })
      return false
    }
    becomeFollower(server, message.term, from)
    server.heardAt = server.now
    server.heardFrom = from
    server.setElectionTimer()
    abandonForwarded(server, server.now - server.config.electionTimeoutMax)
    return true
  }

  #fire(timer: TimerName): void {
    const { server } = this
    const leads = server.role === 'leader'
    switch (timer) {
      case 'heartbeat':
        if (!leads) break
        broadcast(server)
        onRound(server) // a majority by itself has answered
        break
      case 'transfer':
        if (server.rules.givesUpTransfer()) giveUpTransfer(server)
        break
      case 'election':
        if (leads) {
          if (server.config.checkQuorum) checkQuorum(server)
          break
        }
        abandonForwarded(server)
        if (!server.promotable) {
          server.leader = null
          server.setElectionTimer()
        } else if (!server.config.preVote || canvass(server)) this.#stand(false)
        break
    }
  }

  #stand(transfer: boolean): void {
    startElection(this.server, transfer)
    this.#ownVote = { term: this.server.currentTerm, token: -1 }
  }

  #persisted(token: number): void {
    const { server } = this
    server.persisted(token)
    const vote = this.#ownVote
    if (vote !== undefined && token >= vote.token) {
      this.#ownVote = undefined
      if (server.role === 'candidate' && server.currentTerm === vote.term) onOwnVoteDurable(server)
    }
    advance(server)
  }
}
