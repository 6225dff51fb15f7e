import { describe, expect, test } from 'vitest'
import type { Effect, RaftConfig } from '../../../../src/raft/core/index.ts'
import { append, kinds, Machine, messages, requestVote } from './machine.ts'

const DRIFT = 100_000
/** 150 ms, by a clock that is slow, are no more than this by one that is fast (thesis §6.4.1). */
const lease = Math.floor((150 * 0.9) / 1.1)

/** A leader of term 1 that committed its no-op at time 1000. */
function leader(config: Partial<RaftConfig> = {}, size = 3): Machine {
  const machine = new Machine({
    size,
    config: { reads: 'lease', checkQuorum: true, maxClockDrift: DRIFT, ...config },
  })
  machine.now = 1000
  machine.win()
  for (const peer of machine.server.peers) machine.accept(peer, 1)
  return machine
}

const read = (machine: Machine, request = 7): Effect[] => machine.propose(request, `r${request}`, 'read')
const isAnswered = (effects: readonly Effect[]): boolean => effects.some(({ do: what }) => what === 'answer')

const heartbeat = (machine: Machine, from: string, round: number): Effect[] =>
  machine.receive(from, { type: 'append-reply', term: 1, success: true, index: 1, hint: 0, round })

describe('thesis §6.4.1: the lease of a leader', () => {
  test('while it holds, a read is answered at once and nothing is sent', () => {
    const machine = leader()
    expect(read(machine)).toEqual([{ do: 'answer', request: 7, command: 'r7' }])
  })

  test('it lasts for the least election timeout from when the round began, less what clocks may differ by', () => {
    const machine = leader()
    machine.now = 1000 + lease - 1
    expect(isAnswered(read(machine))).toBe(true)
    machine.now = 1000 + lease
    expect(isAnswered(read(machine))).toBe(false)
  })

  test('counted from the round, not from the answer', () => {
    const machine = leader()
    machine.now = 1100
    machine.fire('heartbeat')
    machine.now = 1200
    heartbeat(machine, 'n2', machine.server.reads.round)
    machine.now = 1100 + lease - 1
    expect(isAnswered(read(machine))).toBe(true)
    machine.now = 1100 + lease
    expect(isAnswered(read(machine))).toBe(false)
  })

  test('a late answer to an old round does not shorten it', () => {
    const machine = leader({}, 5)
    machine.now = 1100
    machine.fire('heartbeat')
    const { round } = machine.server.reads
    for (const peer of ['n2', 'n3']) heartbeat(machine, peer, round)
    const { leaseUntil } = machine.server.reads
    expect(leaseUntil).toBe(1100 + lease)
    for (const peer of ['n4', 'n5']) heartbeat(machine, peer, round - 1)
    expect(machine.server.reads.leaseUntil).toBe(leaseUntil)
  })

  test('of five servers two others must answer the round', () => {
    const machine = leader({}, 5)
    machine.now = 1100
    machine.fire('heartbeat')
    heartbeat(machine, 'n2', machine.server.reads.round)
    expect(machine.server.reads.leaseUntil).toBe(1000 + lease)
    heartbeat(machine, 'n3', machine.server.reads.round)
    expect(machine.server.reads.leaseUntil).toBe(1100 + lease)
  })

  test('once it has run out, the read waits for a majority as any, and that brings the next', () => {
    const machine = leader()
    machine.now = 1500
    expect(kinds(read(machine))).toEqual(['send append', 'send append'])
    expect(isAnswered(heartbeat(machine, 'n2', machine.server.reads.round))).toBe(true)
    expect(machine.server.reads.leaseUntil).toBe(1500 + lease)
  })

  test('no read under it before an entry of the term is committed (§8)', () => {
    const machine = new Machine({ config: { reads: 'lease', checkQuorum: true, noop: false } }).win()
    const answer = { type: 'append-reply', term: 1, success: true, index: 0, hint: 0, round: 1 } as const
    machine.receive('n2', answer)
    expect(machine.server.reads.leaseUntil).toBeGreaterThan(0)
    expect(isAnswered(read(machine))).toBe(false)
  })

  test('none without CheckQuorum: voters promise nothing then', () => {
    expect(isAnswered(read(leader({ checkQuorum: false })))).toBe(false)
  })

  test('a cluster of one has it from its heartbeats', () => {
    const machine = leader({}, 1)
    machine.now = 5000
    machine.fire('heartbeat')
    expect(machine.server.reads.leaseUntil).toBe(5000 + lease)
  })
})

describe('what ends it', () => {
  test('who was asked to stand may do so late: no lease in this term any more (thesis §3.10, §6.4.1)', () => {
    const machine = leader()
    machine.transfer(1, 'n2')
    expect(isAnswered(read(machine))).toBe(false)
    machine.fire('transfer')
    machine.fire('heartbeat')
    for (const peer of ['n2', 'n3']) heartbeat(machine, peer, machine.server.reads.round)
    expect(isAnswered(read(machine, 8))).toBe(false)
  })

  test('a transfer that has not come to that leaves it', () => {
    const machine = leader()
    machine.propose(2)
    machine.transfer(1, 'n2')
    expect(machine.server.transfer).toMatchObject({ asked: false })
    expect(isAnswered(read(machine))).toBe(true)
  })

  test('other members: only answers to rounds that began since count, and by the new majority (§6)', () => {
    const machine = leader()
    machine.fire('heartbeat')
    const { round } = machine.server.reads
    machine.reconfigure(1, { add: ['n4'] })
    expect(isAnswered(read(machine))).toBe(false)
    for (const peer of ['n2', 'n3', 'n4']) heartbeat(machine, peer, round)
    expect(machine.server.reads.leaseUntil).toBe(-Infinity)
    for (const peer of ['n2', 'n3', 'n4']) heartbeat(machine, peer, machine.server.reads.round)
    expect(machine.server.reads.leaseUntil).toBe(1000 + lease)
  })

  test('the next term begins without', () => {
    const machine = leader()
    machine.receive('n2', append({ term: 2 }))
    machine.now = 1010
    machine.win()
    expect(machine.server.reads.leaseUntil).toBe(-Infinity)
    expect(isAnswered(read(machine))).toBe(false)
  })
})

describe('what it rests on: who hears a leader elects nobody else (§6, thesis §4.2.3)', () => {
  test('a voter keeps its promise for longer, by its own clock, than a leader relies on it by its own', () => {
    // the leader's clock runs slow, the voter's fast: each as much as may be
    const elapsed = lease / 0.9
    const voter = new Machine({ id: 'n2', config: { checkQuorum: true } })
    voter.receive('n1', append({ term: 1 }))
    voter.now = Math.floor(elapsed * 1.1)
    expect(messages(voter.receive('n3', requestVote(2, 9, 1)))).toEqual([])
  })

  test('also over a restart: it does not know what it promised in the life before', () => {
    const voter = new Machine({ id: 'n2', currentTerm: 1, config: { checkQuorum: true } })
    voter.now = 150
    expect(messages(voter.receive('n3', requestVote(2)))).toEqual([])
    voter.now = 151
    voter.receive('n3', requestVote(2))
    expect(messages(voter.sync())).toEqual([{ type: 'vote', term: 2, granted: true }])
  })
})
