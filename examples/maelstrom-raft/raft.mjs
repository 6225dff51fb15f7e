#!/usr/bin/env node
/**
 * A Raft that keeps registers, for Maelstrom's workload lin-kv: `--bin ./raft.mjs`. It stores its term, vote and log in
 * its working folder before it answers, so it may be killed. Every request becomes an entry, reads as well.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'

const HEARTBEAT = 50
const ELECTION = [300, 600]
/** Entries in a message. */
const BATCH = 100

/** One server. Indexes count from 1; entry 0 is a dummy. */
export class Raft {
  role = 'follower'
  term = 0
  votedFor = null
  log = [{ term: 0, op: null }]
  commitIndex = 0
  lastApplied = 0
  registers = new Map()
  leader = null
  votes = new Set()
  nextIndex = new Map()
  matchIndex = new Map()
  /** When an election begins, unless a leader is heard. */
  electionAt = Infinity
  heartbeatAt = 0

  /** `send`: takes the sender, the receiver and the body of a message. */
  constructor(send) {
    this.sendAs = send
    this.send = (dest, body) => send(this.id, dest, body)
  }

  init(id, ids) {
    this.id = id
    this.others = ids.filter((one) => one !== id)
    this.majority = Math.floor(ids.length / 2) + 1
    this.load()
    this.waitForLeader()
  }

  // what a crash must not take

  load() {
    const file = `raft-${this.id}.json`
    if (existsSync(file)) Object.assign(this, JSON.parse(readFileSync(file, 'utf8')))
  }

  store() {
    const file = `raft-${this.id}.json`
    const handle = openSync(`${file}.new`, 'w')
    writeSync(handle, JSON.stringify({ term: this.term, votedFor: this.votedFor, log: this.log }))
    fsyncSync(handle)
    closeSync(handle)
    renameSync(`${file}.new`, file)
  }

  // elections

  waitForLeader() {
    const [low, high] = ELECTION
    this.electionAt = Date.now() + low + Math.random() * (high - low)
  }

  tick() {
    if (this.role === 'leader') {
      if (Date.now() >= this.heartbeatAt) this.replicate()
    } else if (Date.now() >= this.electionAt) this.stand()
  }

  stand() {
    this.role = 'candidate'
    this.term++
    this.votedFor = this.id
    this.leader = null
    this.votes = new Set([this.id])
    this.store()
    this.waitForLeader()
    for (const other of this.others)
      this.send(other, {
        type: 'request_vote',
        term: this.term,
        candidate_id: this.id,
        last_log_index: this.log.length - 1,
        last_log_term: this.log.at(-1).term,
      })
    this.countVotes()
  }

  /** A higher term makes anybody a follower. */
  seeTerm(term) {
    if (term <= this.term) return
    this.term = term
    this.votedFor = null
    this.leader = null
    this.role = 'follower'
    this.store()
  }

  isUpToDate({ last_log_index, last_log_term }) {
    const last = this.log.at(-1)
    return last_log_term > last.term || (last_log_term === last.term && last_log_index >= this.log.length - 1)
  }

  mayVoteFor({ term, candidate_id }) {
    return term === this.term && (this.votedFor === null || this.votedFor === candidate_id)
  }

  request_vote(src, body) {
    this.seeTerm(body.term)
    const granted = this.mayVoteFor(body) && this.isUpToDate(body)
    if (granted) {
      this.votedFor = body.candidate_id
      this.store()
      this.waitForLeader()
    }
    this.send(src, { type: 'request_vote_res', term: this.term, vote_granted: granted })
  }

  request_vote_res(src, { term, vote_granted }) {
    this.seeTerm(term)
    if (this.role !== 'candidate' || term !== this.term || !vote_granted) return
    this.votes.add(src)
    this.countVotes()
  }

  countVotes() {
    if (this.votes.size < this.majority) return
    this.role = 'leader'
    this.leader = this.id
    for (const other of this.others) {
      this.nextIndex.set(other, this.log.length)
      this.matchIndex.set(other, 0)
    }
    // an entry of its own term, or it could not commit what it found
    this.append(null)
  }

  // replication

  append(op) {
    this.log.push({ term: this.term, op })
    this.store()
    this.replicate()
    this.advance()
  }

  replicate() {
    this.heartbeatAt = Date.now() + HEARTBEAT
    for (const other of this.others) this.replicateTo(other)
  }

  replicateTo(other) {
    const next = this.nextIndex.get(other)
    this.send(other, {
      type: 'append_entries',
      term: this.term,
      leader_id: this.id,
      prev_log_index: next - 1,
      prev_log_term: this.log[next - 1].term,
      entries: this.log.slice(next, next + BATCH),
      leader_commit: this.commitIndex,
    })
  }

  append_entries(src, body) {
    const { term, leader_id, prev_log_index, prev_log_term, entries, leader_commit } = body
    this.seeTerm(term)
    const answer = (success, match_index) =>
      this.send(src, { type: 'append_entries_res', term: this.term, success, match_index })
    if (term < this.term) return answer(false, 0)
    this.role = 'follower'
    this.leader = leader_id
    this.waitForLeader()
    if (this.log[prev_log_index]?.term !== prev_log_term)
      return answer(false, Math.min(prev_log_index, this.log.length) - 1)
    let changed = false
    for (const [at, entry] of entries.entries()) {
      const index = prev_log_index + 1 + at
      if (this.log[index]?.term === entry.term) continue
      this.log.length = index
      this.log.push(entry)
      changed = true
    }
    if (changed) this.store()
    const match = prev_log_index + entries.length
    this.commitUpTo(Math.min(leader_commit, match))
    answer(true, match)
  }

  append_entries_res(src, { term, success, match_index }) {
    this.seeTerm(term)
    if (this.role !== 'leader' || term !== this.term) return
    if (success) {
      this.matchIndex.set(src, Math.max(this.matchIndex.get(src), match_index))
      this.nextIndex.set(src, Math.max(this.nextIndex.get(src), match_index + 1))
      this.advance()
      if (this.nextIndex.get(src) < this.log.length) this.replicateTo(src)
    } else {
      this.nextIndex.set(src, Math.max(1, Math.min(this.nextIndex.get(src) - 1, match_index + 1)))
      this.replicateTo(src)
    }
  }

  /** What a majority has is committed, if it is of this term. */
  advance() {
    const stored = [this.log.length - 1, ...this.matchIndex.values()].sort((a, b) => b - a)
    const index = stored[this.majority - 1]
    if (this.log[index].term === this.term) this.commitUpTo(index)
  }

  commitUpTo(index) {
    this.commitIndex = Math.max(this.commitIndex, index)
    while (this.lastApplied < this.commitIndex) {
      const { op, term } = this.log[++this.lastApplied]
      const result = op === null ? null : this.apply(op)
      // who led when it came answers; in another term it may be another's entry
      if (op !== null && op.by === this.id && this.role === 'leader' && term === this.term)
        this.reply(op, result)
    }
  }

  // what clients see

  apply({ type, key, value, from, to }) {
    if (type === 'write') this.registers.set(key, value)
    if (type === 'write') return { type: 'write_ok' }
    if (!this.registers.has(key)) return { type: 'error', code: 20, text: 'no such key' }
    if (type === 'read') return { type: 'read_ok', value: this.registers.get(key) }
    if (this.registers.get(key) !== from) return { type: 'error', code: 22, text: 'another value' }
    this.registers.set(key, to)
    return { type: 'cas_ok' }
  }

  request(src, { type, msg_id, key, value, from, to }) {
    const op = { by: this.id, client: src, msg_id, type, key, value, from, to }
    if (this.role === 'leader') return this.append(op)
    // passed on in the client's name: the leader answers it
    if (this.leader !== null) return this.sendAs(src, this.leader, { type, msg_id, key, value, from, to })
    this.reply(op, { type: 'error', code: 11, text: 'no leader is known' })
  }

  reply({ client, msg_id }, body) {
    this.send(client, { ...body, in_reply_to: msg_id })
  }

  take({ src, body }) {
    if (['read', 'write', 'cas'].includes(body.type)) this.request(src, body)
    else this[body.type]?.(src, body)
  }
}

/** Connects a server to the standard streams. */
export function serve(Server) {
  const server = new Server((src, dest, body) =>
    process.stdout.write(`${JSON.stringify({ src, dest, body })}\n`),
  )
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { src, body } = JSON.parse(line)
    if (body.type !== 'init') return server.take({ src, body })
    server.init(body.node_id, body.node_ids)
    setInterval(() => server.tick(), 10)
    server.send(src, { type: 'init_ok', in_reply_to: body.msg_id })
  })
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) serve(Raft)
