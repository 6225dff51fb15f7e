import { describe, expect, test } from 'vitest'
import type { Effect, Message } from '../../../../src/raft/core/index.ts'
import { append, entry, Machine, sends, type Setup } from './machine.ts'

/** A follower of n2, which leads term 1. */
function follower(setup: Setup = {}): Machine {
  const machine = new Machine({ ...setup, config: { reads: 'read-index', ...setup.config } })
  machine.receive('n2', append({ term: 1 }))
  machine.sync()
  return machine
}

const read = (machine: Machine, request: number): Effect[] => machine.propose(request, `r${request}`, 'read')
const told = (id: number, index: number, term = 1): Message => ({ type: 'read-index-reply', term, id, index })

const answered = (effects: readonly Effect[]): number[] =>
  effects.flatMap((effect) => (effect.do === 'answer' ? [effect.request] : []))
const refused = (effects: readonly Effect[]): number[] =>
  effects.flatMap((effect) => (effect.do === 'refuse' ? [effect.request] : []))

/** Entries 1 and 2 come, and so much of them is committed. */
const commit = (machine: Machine, commitIndex: number): Effect[] =>
  machine.receive('n2', append({ entries: [entry(1, 1), entry(2, 1)], commitIndex }))

describe('thesis §6.4: a read at a follower', () => {
  test('asks the leader how far it must have applied', () => {
    expect(sends(read(follower(), 7))).toEqual([
      { do: 'send', to: 'n2', message: { type: 'read-index', term: 1, id: 7 } },
    ])
  })

  test('is answered from its own state at once when it has applied that much', () => {
    const machine = follower()
    commit(machine, 2)
    read(machine, 7)
    expect(machine.receive('n2', told(7, 2))).toEqual([{ do: 'answer', request: 7, command: 'r7' }])
  })

  test('waits until it has applied that much, and no longer', () => {
    const machine = follower()
    read(machine, 7)
    read(machine, 8)
    expect(answered(machine.receive('n2', told(7, 2)))).toEqual([])
    expect(answered(machine.receive('n2', told(8, 1)))).toEqual([])
    const effects = commit(machine, 1)
    expect(answered(effects)).toEqual([8])
    expect(effects.findIndex((one) => one.do === 'apply')).toBeLessThan(
      effects.findIndex((one) => one.do === 'answer'),
    )
    expect(answered(commit(machine, 2))).toEqual([7])
  })

  test('is answered as well when a snapshot brings it that far', () => {
    const machine = follower()
    read(machine, 7)
    machine.receive('n2', told(7, 9))
    const effects = machine.receive('n2', {
      type: 'install-snapshot',
      term: 1,
      index: 9,
      lastTerm: 1,
      membership: machine.server.membership,
      offset: 0,
      data: '{}',
      done: true,
      round: 0,
    })
    expect(answered(effects)).toEqual([7])
  })

  test('is answered, too, by a server that leads meanwhile', () => {
    const machine = follower()
    machine.receive('n2', append({ entries: [entry(1, 1)] }))
    read(machine, 7)
    machine.receive('n2', told(7, 1))
    machine.win()
    expect(machine.server.role).toBe('leader')
    expect(answered(machine.accept('n3', 2))).toEqual([7])
  })
})

describe('the leader is another, or gone', () => {
  test('the one asked does not lead: refused, and it may be asked again', () => {
    const machine = follower()
    read(machine, 7)
    expect(machine.receive('n2', told(7, -1))).toEqual([
      { do: 'refuse', request: 7, because: 'not-leader', leader: 'n2' },
    ])
  })

  test('without a leader it is refused', () => {
    const machine = new Machine({ config: { reads: 'read-index' } })
    expect(read(machine, 7)).toEqual([{ do: 'refuse', request: 7, because: 'not-leader', leader: null }])
  })

  test.each<[string, (machine: Machine) => Effect[]]>([
    ['a new term begins', (machine) => machine.receive('n3', append({ term: 2 }))],
    ['its own election timer fires', (machine) => machine.fire('election')],
    [
      'an election timeout has passed and it hears the leader still: question or answer was lost',
      (machine) => {
        machine.now = 300
        return machine.receive('n2', append({}))
      },
    ],
  ])('what was not answered is refused when %s', (_, happens) => {
    for (const preVote of [false, true]) {
      const machine = follower({ config: { preVote } })
      read(machine, 7)
      expect(refused(happens(machine))).toEqual([7])
      expect(machine.receive('n2', told(7, 0))).toEqual([])
    }
  })

  test('so it is at a learner, which never stands', () => {
    const machine = follower({ id: 'n4' })
    read(machine, 7)
    expect(refused(machine.fire('election'))).toEqual([7])
  })

  test('one that knows what it waits for waits on: what was committed stays so', () => {
    const machine = follower()
    read(machine, 7)
    machine.receive('n2', told(7, 1))
    machine.now = 300
    expect(refused(machine.receive('n3', append({ term: 2 })))).toEqual([])
    const effects = machine.receive('n3', append({ term: 2, entries: [entry(1, 1)], commitIndex: 1 }))
    expect(answered(effects)).toEqual([7])
  })
})

describe('answers that are late', () => {
  test('the second one of two changes nothing', () => {
    const machine = follower()
    read(machine, 7)
    machine.receive('n2', told(7, 2))
    expect(machine.receive('n2', told(7, 0))).toEqual([])
    expect(machine.receive('n2', told(7, -1))).toEqual([])
    expect(answered(commit(machine, 2))).toEqual([7])
  })

  test('one to a question of an earlier life, which counted otherwise, is none', () => {
    const machine = follower()
    read(machine, 7)
    expect(machine.receive('n2', told(1007, 0))).toEqual([])
    expect(machine.server.forwarded.reads.get(7)).toMatchObject({ index: -1 })
  })
})
