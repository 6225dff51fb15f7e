import { describe, expect, test } from 'vitest'
import type { Effect, Message, RaftConfig } from '../../../../src/raft/core/index.ts'
import { appendsTo, kinds, Machine, messages, sends } from './machine.ts'

/** A leader of term 1 that has committed its no-op, and answers reads by ReadIndex. */
function leader(config: Partial<RaftConfig> = {}, size = 3): Machine {
  const machine = new Machine({ size, config: { reads: 'read-index', ...config } }).win()
  for (const peer of machine.server.peers) machine.accept(peer, 1)
  return machine
}

const read = (machine: Machine, request: number): Effect[] => machine.propose(request, `r${request}`, 'read')

const answered = (effects: readonly Effect[]): number[] =>
  effects.flatMap((effect) => (effect.do === 'answer' ? [effect.request] : []))

/** A follower's answer to this round of heartbeats. */
const heartbeat = (machine: Machine, from: string, round: number, term = 1): Effect[] =>
  machine.receive(from, { type: 'append-reply', term, success: true, index: 1, hint: 0, round })

describe('§8, thesis §6.4: a read at the leader waits until a majority has confirmed that it leads', () => {
  test('it sends heartbeats at once, and answers when a majority has answered one of them', () => {
    const machine = leader()
    const { round } = machine.server.reads
    const effects = read(machine, 7)
    expect(answered(effects)).toEqual([])
    for (const peer of ['n2', 'n3'])
      expect(appendsTo(effects, peer)).toMatchObject([{ entries: [], round: round + 1, prevIndex: 1 }])
    expect(heartbeat(machine, 'n3', round + 1)).toContainEqual({ do: 'answer', request: 7, command: 'r7' })
    expect(answered(heartbeat(machine, 'n2', round + 1))).toEqual([])
  })

  test('nothing goes into the log', () => {
    const machine = leader()
    read(machine, 7)
    expect(machine.server.log.lastIndex).toBe(1)
  })

  test('of five servers two others must answer, and one that answers twice is one', () => {
    const machine = leader({}, 5)
    read(machine, 7)
    const { round } = machine.server.reads
    expect(answered(heartbeat(machine, 'n2', round))).toEqual([])
    expect(answered(heartbeat(machine, 'n2', round))).toEqual([])
    expect(answered(heartbeat(machine, 'n5', round))).toEqual([7])
  })

  test('an answer to a heartbeat sent before the read came confirms nothing', () => {
    const machine = leader()
    machine.fire('heartbeat')
    const { round } = machine.server.reads
    read(machine, 7)
    expect(answered(heartbeat(machine, 'n2', round))).toEqual([])
    expect(answered(heartbeat(machine, 'n2', round + 1))).toEqual([7])
  })

  test('an answer of another term confirms nothing', () => {
    const machine = new Machine({ currentTerm: 4, config: { reads: 'read-index' } }).win()
    machine.accept('n2', 1)
    read(machine, 7)
    expect(answered(heartbeat(machine, 'n2', machine.server.reads.round, 4))).toEqual([])
  })

  test('a refusal confirms as well: who refuses an append of this term takes the sender for its leader', () => {
    const machine = leader()
    read(machine, 7)
    expect(answered(machine.refuse('n2', 1, 0))).toEqual([7])
  })

  test('lost heartbeats are made up for by the next', () => {
    const machine = leader()
    read(machine, 7)
    machine.fire('heartbeat')
    expect(answered(heartbeat(machine, 'n2', machine.server.reads.round))).toEqual([7])
  })

  test('a learner confirms nothing', () => {
    const machine = leader()
    machine.reconfigure(1, { learners: ['n4'] })
    read(machine, 7)
    expect(answered(heartbeat(machine, 'n4', machine.server.reads.round))).toEqual([])
    expect(answered(heartbeat(machine, 'n2', machine.server.reads.round))).toEqual([7])
  })

  test('in a joint membership both majorities confirm (§6)', () => {
    const machine = leader()
    machine.reconfigure(1, { add: ['n4', 'n5'], remove: ['n2', 'n3'] })
    read(machine, 7)
    const { round } = machine.server.reads
    expect(answered(heartbeat(machine, 'n4', round))).toEqual([])
    expect(answered(heartbeat(machine, 'n2', round))).toEqual([7])
  })
})

describe('thesis §6.4: reads share rounds', () => {
  test('those that come while one is under way wait for the next, and go together', () => {
    const machine = leader()
    read(machine, 1)
    const { round } = machine.server.reads
    for (const request of [2, 3, 4]) expect(sends(read(machine, request))).toEqual([])
    const effects = heartbeat(machine, 'n2', round)
    expect(answered(effects)).toEqual([1])
    expect(appendsTo(effects, 'n3')).toMatchObject([{ round: round + 1 }])
    expect(answered(heartbeat(machine, 'n3', round + 1))).toEqual([2, 3, 4])
  })

  test('a round that began meanwhile for another reason serves them', () => {
    const machine = leader()
    read(machine, 1)
    const { round } = machine.server.reads
    read(machine, 2)
    machine.fire('heartbeat')
    expect(answered(heartbeat(machine, 'n2', round + 1))).toEqual([1, 2])
  })
})

describe('§8: a leader that has committed nothing in its term does not know what is committed', () => {
  test('the read waits for its no-op, though a majority has confirmed it', () => {
    const machine = new Machine({ terms: [1], currentTerm: 1, config: { reads: 'read-index' } }).win()
    read(machine, 7)
    const { round } = machine.server.reads
    const late = { type: 'append-reply', term: 2, success: true, index: 1, hint: 0, round } as const
    expect(answered(machine.receive('n2', late))).toEqual([])
    const effects = machine.accept('n2', 2)
    expect(kinds(effects).filter((kind) => kind === 'apply' || kind === 'answer')).toEqual([
      'apply',
      'apply',
      'answer',
    ])
  })

  test('without a no-op of its own a read brings one', () => {
    const machine = leader({ noop: false })
    expect(machine.server.log.lastIndex).toBe(0)
    read(machine, 7)
    expect(machine.server.log.at(1)).toMatchObject({ term: 1, command: null })
    read(machine, 8)
    expect(machine.server.log.lastIndex).toBe(1)
  })
})

describe('a cluster of one', () => {
  test('is a majority by itself: it answers at once', () => {
    expect(answered(read(leader({}, 1), 7))).toEqual([7])
  })

  test('reads that wait for the first commit are answered with it, also when a heartbeat came between', () => {
    const machine = new Machine({ size: 1, config: { reads: 'read-index', noop: false } }).win()
    read(machine, 7)
    read(machine, 8)
    machine.fire('heartbeat')
    expect(answered(machine.sync())).toEqual([7, 8])
  })
})

test('a leader that steps down refuses the reads that wait: they may be asked again, elsewhere', () => {
  const machine = leader()
  read(machine, 7)
  const effects = machine.receive('n2', {
    type: 'append-reply',
    term: 9,
    success: false,
    index: 0,
    hint: 0,
    round: 0,
  })
  expect(effects).toContainEqual({ do: 'refuse', request: 7, because: 'not-leader', leader: null })
})

test('more reads than it holds are refused as busy', () => {
  const machine = leader()
  let busy = 0
  for (let request = 0; request < 5000; request++)
    busy += read(machine, request).filter((effect) => effect.do === 'refuse').length
  expect(busy).toBeGreaterThan(0)
  expect(answered(heartbeat(machine, 'n2', machine.server.reads.round))).toEqual([0])
  expect(answered(heartbeat(machine, 'n2', machine.server.reads.round))).toHaveLength(5000 - busy - 1)
})

describe('thesis §6.4: a follower asks how far it must have applied', () => {
  const ask = (id: number, term = 1): Message => ({ type: 'read-index', term, id })

  test('the leader says how far it has committed, once it is confirmed', () => {
    const machine = leader()
    expect(kinds(machine.receive('n2', ask(5)))).toEqual(['send append', 'send append'])
    const { round } = machine.server.reads
    expect(messages(heartbeat(machine, 'n3', round))).toContainEqual({
      type: 'read-index-reply',
      term: 1,
      id: 5,
      index: 1,
    })
  })

  test('who does not lead sends it elsewhere, and so does a leader that steps down meanwhile', () => {
    const elsewhere = { type: 'read-index-reply', id: 5, index: -1 }
    const other = new Machine({ currentTerm: 1, config: { reads: 'read-index' } })
    expect(messages(other.receive('n2', ask(5)))).toEqual([{ ...elsewhere, term: 1 }])
    const machine = leader()
    machine.receive('n2', ask(5))
    machine.receive('n3', { type: 'request-vote', term: 2, lastLogIndex: 9, lastLogTerm: 1 })
    expect(messages(machine.sync())).toContainEqual({ ...elsewhere, term: 2 })
  })
})
