import { describe, expect, test } from 'vitest'
import type { Effect, Message, RaftConfig } from '../../../../src/raft/core/index.ts'
import {
  append,
  appendsTo,
  kinds,
  Machine,
  messages,
  requestVote,
  sends,
  vote,
  type Setup,
} from './machine.ts'

/** A leader of term 1 that committed its no-op; all followers have it. */
function leader(config: Partial<RaftConfig> = {}, size = 3): Machine {
  const machine = new Machine({ size, config }).win()
  for (const peer of machine.server.peers) machine.accept(peer, 1)
  return machine
}

/** A follower of n2, which leads term 1. */
function follower(setup: Setup = {}): Machine {
  const machine = new Machine(setup)
  machine.receive('n2', append({ term: 1 }))
  machine.sync()
  return machine
}

const timeoutNow = (term = 1): Message => ({ type: 'timeout-now', term })
const asked = (effects: readonly Effect[]): string[] =>
  sends(effects).flatMap(({ to, message }) => (message.type === 'timeout-now' ? [to] : []))
const outcome = (effects: readonly Effect[]): string[] =>
  effects.flatMap((one) =>
    one.do === 'refuse' ? [one.because] : one.do === 'done' || one.do === 'abandon' ? [one.do] : [],
  )

describe('thesis §3.10: the leader hands over', () => {
  test('a follower that has all of its log is asked to stand at once', () => {
    expect(asked(leader().transfer(7, 'n3'))).toEqual(['n3'])
  })

  test('one that lags is brought up to date first', () => {
    const machine = leader()
    machine.propose(1)
    machine.sync()
    machine.accept('n2', 2)
    const effects = machine.transfer(7, 'n3')
    expect(asked(effects)).toEqual([])
    expect(asked(machine.accept('n2', 2))).toEqual([])
    expect(asked(machine.accept('n3', 2))).toEqual(['n3'])
  })

  test('it is sent what it lacks at once, stepwise one entry and no more', () => {
    for (const [config, entries] of [
      [{ pipeline: false }, 3],
      [{ replication: 'stepwise' as const }, 1],
    ] as const) {
      const machine = leader(config)
      for (const request of [1, 2, 3]) machine.propose(request)
      machine.fire('heartbeat')
      machine.server.progressOf('n3')!.waiting = false
      const [sent] = appendsTo(machine.transfer(7, 'n3'), 'n3')
      expect(sent?.entries).toHaveLength(entries)
    }
  })

  test('it is asked once', () => {
    const machine = leader()
    machine.transfer(7, 'n3')
    expect(asked(machine.accept('n3', 1))).toEqual([])
    expect(asked(machine.fire('heartbeat'))).toEqual([])
  })

  test('meanwhile the leader takes no commands, and answers reads', () => {
    const machine = leader({ reads: 'read-index' })
    machine.transfer(7, 'n3')
    expect(outcome(machine.propose(8))).toEqual(['temporarily-unavailable'])
    expect(messages(machine.receive('n2', { type: 'forward', term: 1, id: 4, command: 'x' }))).toEqual([
      { type: 'forward-reply', term: 1, id: 4, index: 0 },
    ])
    machine.propose(9, 'r', 'read')
    expect(kinds(machine.accept('n2', 1))).toContain('answer')
  })

  test('deposed by the next term, it is done', () => {
    const machine = leader()
    machine.transfer(7, 'n3')
    const effects = machine.receive('n3', { ...requestVote(2, 1, 1), transfer: true } as Message)
    expect(outcome(effects)).toEqual(['done'])
    expect(effects).toContainEqual({ do: 'cancel-timer', timer: 'transfer' })
  })

  test('deposed before it asked anybody, its fate is open', () => {
    const machine = leader()
    machine.propose(1)
    machine.transfer(7, 'n3')
    expect(outcome(machine.receive('n2', append({ term: 2 })))).toEqual(['abandon', 'abandon'])
  })

  test('if nothing comes of it in an election timeout it goes on leading (etcd 8b0d0e9)', () => {
    const machine = leader()
    expect(machine.transfer(7, 'n3')).toContainEqual({
      do: 'set-timer',
      timer: 'transfer',
      low: 300,
      high: 300,
    })
    expect(outcome(machine.fire('transfer'))).toEqual(['abandon'])
    expect(outcome(machine.propose(8))).toEqual([])
    expect(outcome(machine.fire('transfer'))).toEqual([])
  })

  test('a server that is removed meanwhile is not asked; the transfer runs out', () => {
    const machine = leader({}, 4)
    machine.reconfigure(1, { remove: ['n4'] })
    for (const peer of ['n2', 'n3']) machine.accept(peer, 2)
    machine.transfer(7, 'n4')
    machine.sync()
    for (const peer of ['n2', 'n3']) machine.accept(peer, 3)
    expect(machine.server.membership.outgoing).toEqual([])
    expect(outcome(machine.fire('transfer'))).toContain('abandon')
  })
})

describe('to whom', () => {
  test('with nobody named: the voter that has most of the log', () => {
    const machine = leader()
    machine.propose(1)
    machine.sync()
    machine.accept('n3', 2)
    expect(asked(machine.transfer(7, null))).toEqual(['n3'])
  })

  test('of those that are there: one that is down and has it all is not asked', () => {
    const machine = leader()
    for (let heartbeat = 0; heartbeat < 3; heartbeat++) {
      machine.fire('heartbeat')
      machine.accept('n3', 1)
    }
    expect(asked(machine.transfer(7, null))).toEqual(['n3'])
  })

  test.each<[string, string | null, number]>([
    ['a stranger', 'n9', 3],
    ['itself', 'n1', 3],
    ['nobody else, alone', null, 1],
  ])('not to %s', (_, to, size) => {
    expect(outcome(leader({}, size).transfer(7, to))).toEqual(['no-such-follower'])
  })

  test('not to a learner (tikv#4045), and no learner is chosen', () => {
    const machine = leader({}, 1)
    machine.reconfigure(1, { learners: ['n2'] })
    machine.sync()
    machine.accept('n2', 2)
    expect(outcome(machine.transfer(7, 'n2'))).toEqual(['no-such-follower'])
    expect(outcome(machine.transfer(7, null))).toEqual(['no-such-follower'])
  })

  test('one at a time, and only by who leads', () => {
    const machine = leader()
    machine.transfer(7, 'n3')
    expect(outcome(machine.transfer(8, 'n2'))).toEqual(['temporarily-unavailable'])
    expect(outcome(follower().transfer(7, 'n3'))).toEqual(['not-leader'])
  })
})

describe('thesis §3.10: who is asked stands at once', () => {
  test('without PreVote, and says why, so that nobody refuses for the sake of the leader (thesis §4.2.3)', () => {
    const machine = follower({ config: { preVote: true, checkQuorum: true } })
    machine.receive('n2', timeoutNow())
    expect(messages(machine.sync())).toEqual([
      { ...requestVote(2), transfer: true },
      { ...requestVote(2), transfer: true },
    ])
    const voter = follower({ id: 'n3', config: { checkQuorum: true } })
    expect(messages(voter.receive('n1', requestVote(2)))).toEqual([])
    voter.receive('n1', { ...requestVote(2), transfer: true } as Message)
    expect(messages(voter.sync())).toEqual([vote(2)])
  })

  test('its next candidacy is its own again', () => {
    const machine = follower()
    machine.receive('n2', timeoutNow())
    machine.fire('election')
    expect(messages(machine.sync()).at(-1)).toEqual(requestVote(3))
  })

  test.each<[string, Machine, Message]>([
    ['of an earlier term', follower({ currentTerm: 1 }), timeoutNow(0)],
    ['at a candidate', ((machine) => (machine.fire('election'), machine))(new Machine()), timeoutNow()],
    ['at a server that is no voter (etcd db54973)', follower({ id: 'n4' }), timeoutNow()],
  ])('not when the message comes late or astray: %s', (_, machine, message) => {
    const { currentTerm } = machine.server
    expect(machine.receive('n2', message)).toEqual([])
    expect(machine.server.currentTerm).toBe(currentTerm)
  })
})
