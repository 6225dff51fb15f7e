import { digestText } from '../base/digest.ts'
import { canonicalJson, type Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import { advanceCommit } from './commit.ts'
import { checkQuorum } from './check-quorum.ts'
import type { RaftConfig } from './config.ts'
import { becomeFollower, onOwnVoteDurable, onRequestVote, onVote, startElection } from './election.ts'
import type { Effect, Input, TimerName } from './effects.ts'
import type { Message } from './messages.ts'
import { beginsTerm, canvass, onPreVote, onPreVoteReply } from './pre-vote.ts'
import { broadcast, onAppend, onAppendReply, replicate } from './replication.ts'
import { rules as raftRules, type Rules } from './rules.ts'
import { emptyDisk, Server, type StoredState } from './server.ts'

/**
 * One Raft server as a pure machine: an input goes in, effects come out, nothing else happens.
 * It has no clock, no randomness and does no I/O of its own; the same state and input give the same effects.
 *
 * @example
 * const raft = new Raft({ ...defaultConfig, id: 'n1', members: ['n1', 'n2', 'n3'] })
 * for (const effect of raft.start()) perform(effect)
 * for (const effect of raft.step({ type: 'timer', timer: 'election' })) perform(effect)
 */
export class Raft {
  /** The state in the names of Figure 2, to be looked at, never written. */
  readonly server: Server
  /** Term whose own vote waits for the disk, and the token it waits for. */
  #ownVote: { term: number; token: number } | undefined

  constructor(config: RaftConfig, rules: Rules = raftRules, stored: StoredState = emptyDisk) {
    this.server = new Server(config, rules, stored)
  }

  /** The effects with which a server begins. */
  start(): readonly Effect[] {
    this.server.out.effects.length = 0
    this.server.setElectionTimer()
    return this.server.out.effects
  }

  /** Handles one input. The list returned is the machine's own and is reused by the next step. */
  step(input: Input): readonly Effect[] {
    const { server } = this
    server.out.effects.length = 0
    switch (input.type) {
      case 'message':
        this.#receive(input.from, input.message)
        break
      case 'timer':
        this.#fire(input.timer)
        break
      case 'propose':
        this.#propose(input.request, input.command, input.kind)
        break
      case 'persisted':
        this.#persisted(input.token)
        break
    }
    server.flush()
    if (this.#ownVote?.token === -1) this.#ownVote.token = server.out.issued
    return server.out.effects
  }

  #receive(from: NodeId, message: Message): void {
    const { server } = this
    if (message.term > server.currentTerm && beginsTerm(message)) becomeFollower(server, message.term, null)
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
        if (onPreVoteReply(server, from, message)) this.#stand()
        break
      case 'append':
        if (message.term < server.currentTerm) {
          // Tells a deposed leader its time is over (§5.1); `index` 0 makes no claim about the log.
          server.out.send(from, {
            type: 'append-reply',
            term: server.currentTerm,
            success: false,
            index: 0,
            hint: 0,
          })
          break
        }
        becomeFollower(server, message.term, from)
        server.setElectionTimer()
        onAppend(server, from, message)
        break
      case 'append-reply':
        onAppendReply(server, from, message)
        break
    }
  }

  #fire(timer: TimerName): void {
    const { server } = this
    if (timer === 'heartbeat') {
      if (server.role === 'leader') broadcast(server)
      return
    }
    if (server.role === 'leader') {
      if (server.config.checkQuorum) checkQuorum(server)
      return
    }
    if (!server.config.preVote || canvass(server)) this.#stand()
  }

  #stand(): void {
    startElection(this.server)
    this.#ownVote = { term: this.server.currentTerm, token: -1 }
  }

  #propose(request: number, command: Json, kind: 'read' | 'write'): void {
    const { server } = this
    if (server.role !== 'leader') {
      server.out.push({ do: 'refuse', request, leader: server.leader })
      return
    }
    if (server.rules.answersLocally(kind)) {
      server.out.push({ do: 'answer', request, command })
      if (kind === 'read') return
    }
    const index = server.log.lastIndex + 1
    server.append({ index, term: server.currentTerm, command, digest: digestText(canonicalJson(command)) })
    if (!server.rules.answersLocally(kind)) server.pending.set(index, { request, term: server.currentTerm })
    replicate(server)
  }

  #persisted(token: number): void {
    const { server } = this
    server.persisted(token)
    const vote = this.#ownVote
    if (vote !== undefined && token >= vote.token) {
      this.#ownVote = undefined
      if (server.role === 'candidate' && server.currentTerm === vote.term) onOwnVoteDurable(server)
    }
    advanceCommit(server)
  }
}
