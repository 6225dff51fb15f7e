import { describe, expect, test } from 'vitest'
import type { Message } from '../../../../src/raft/core/index.ts'
import { append, Machine, messages, requestVote, vote, type Setup } from './machine.ts'

/** A follower of n2, which leads term 1 and was heard at time 1000. */
function follower(setup: Setup = {}): Machine {
  const machine = new Machine({ ...setup, config: { checkQuorum: true, ...setup.config } })
  machine.now = 1000
  machine.receive('n2', append({ term: 1 }))
  machine.sync()
  return machine
}

const granted = (machine: Machine, from: string, message: Message): boolean =>
  [...machine.receive(from, message), ...machine.sync()].some(
    (one) => one.do === 'send' && one.message.type === 'vote' && one.message.granted,
  )

const preVote = (term: number): Message => ({ type: 'pre-vote', term, lastLogIndex: 9, lastLogTerm: 9 })

describe('§6, thesis §4.2.3: who hears a leader does as if requests for its vote had not come', () => {
  test('no answer, no term: within the least election timeout of hearing it', () => {
    const machine = follower()
    machine.now = 1150
    expect(machine.receive('n3', requestVote(9, 5, 5))).toEqual([])
    expect(machine.server).toMatchObject({ currentTerm: 1, leader: 'n2', votedFor: null })
  })

  test('after that it answers as ever', () => {
    const machine = follower()
    machine.now = 1151
    expect(granted(machine, 'n3', requestVote(2))).toBe(true)
  })

  test('counted from when it heard the leader last, by a snapshot as well', () => {
    const machine = follower()
    machine.now = 1100
    const { membership } = machine.server
    const chunk = { index: 9, lastTerm: 1, membership, offset: 0, data: '', done: false, round: 0 }
    machine.receive('n2', { type: 'install-snapshot', term: 1, ...chunk })
    machine.now = 1200
    expect(messages(machine.receive('n3', requestVote(2)))).toEqual([])
  })

  test('what comes from a deposed leader is no word of a leader', () => {
    const machine = follower()
    machine.receive('n3', { type: 'pre-vote-reply', term: 5, granted: false })
    machine.now = 1151
    machine.receive('n2', append({ term: 1 }))
    expect(granted(machine, 'n3', requestVote(6))).toBe(true)
  })

  test('a leader disregards them too: it steps down when it hears no majority (thesis §6.2)', () => {
    const machine = new Machine({ config: { checkQuorum: true } }).win()
    expect(machine.receive('n3', requestVote(9, 5, 5))).toEqual([])
    expect(machine.server).toMatchObject({ role: 'leader', currentTerm: 1 })
  })

  test('not those of its own leader: one that asks leads no more', () => {
    expect(granted(follower(), 'n2', requestVote(2))).toBe(true)
  })

  test('not those of whom the leader asked to stand (thesis §3.10)', () => {
    expect(granted(follower(), 'n3', { ...requestVote(2), transfer: true } as Message)).toBe(true)
  })

  test('without CheckQuorum none: a leader that nobody hears would stay for ever', () => {
    expect(granted(follower({ config: { checkQuorum: false } }), 'n3', requestVote(2))).toBe(true)
  })
})

describe('with PreVote: who would disregard the request does not say that it would vote', () => {
  const config = { checkQuorum: true, preVote: true } as const
  const wouldVote = (machine: Machine): boolean =>
    messages(machine.receive('n3', preVote(9))).some((one) => one.type === 'pre-vote-reply' && one.granted)

  test('just started, it may have promised a leader not to', () => {
    const machine = new Machine({ config, currentTerm: 1 })
    machine.now = 150
    expect(wouldVote(machine)).toBe(false)
    machine.now = 151
    expect(wouldVote(machine)).toBe(true)
  })

  test('in a term of which it knows no leader, having heard one just now', () => {
    const machine = follower({ config })
    machine.receive('n3', { type: 'pre-vote-reply', term: 4, granted: false })
    machine.sync()
    expect(machine.server).toMatchObject({ currentTerm: 4, leader: null })
    expect(wouldVote(machine)).toBe(false)
    machine.now = 1151
    expect(wouldVote(machine)).toBe(true)
  })
})

describe('nobody is shut out for that (etcd 3c7359d)', () => {
  test('a leader learns of a higher term from the answers of who is in it, and steps down', () => {
    const ahead = new Machine({ id: 'n3', currentTerm: 7, config: { checkQuorum: true } })
    const leader = new Machine({ config: { checkQuorum: true } }).win()
    for (const one of messages(ahead.receive('n1', append({ term: 1 })))) leader.receive('n3', one)
    expect(leader.server).toMatchObject({ role: 'follower', currentTerm: 7 })
  })

  test('to a snapshot that answer is given as well', () => {
    const ahead = new Machine({ id: 'n3', currentTerm: 7, config: { checkQuorum: true } })
    const { membership } = ahead.server
    const chunk = { index: 9, lastTerm: 1, membership, offset: 0, data: '', done: false, round: 0 }
    const [reply] = messages(ahead.receive('n1', { type: 'install-snapshot', term: 1, ...chunk }))
    expect(reply).toMatchObject({ type: 'append-reply', term: 7, success: false })
  })

  test('thereupon it votes at once itself: it has heard nobody', () => {
    const leader = new Machine({ config: { checkQuorum: true } })
    leader.now = 200
    leader.win()
    leader.now = 2000
    leader.receive('n3', { type: 'append-reply', term: 7, success: false, index: 0, hint: 0, round: 0 })
    leader.receive('n3', requestVote(8, 5, 5))
    expect(messages(leader.sync())).toContainEqual(vote(8))
  })
})
