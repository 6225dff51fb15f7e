import { describe, expect, test } from 'vitest'
import type { Message } from '../../../../src/raft/core/index.ts'
import { builtInRaft } from '../../../../src/subject/built-in-raft/built-in-raft.ts'
import {
  append,
  kinds,
  Machine,
  messages,
  persists,
  requestVote,
  sends,
  vote,
  type Setup,
} from './machine.ts'

const make = (setup: Setup = {}): Machine =>
  new Machine({ ...setup, config: { preVote: true, noop: false, ...setup.config } })

const preVote = (term: number, lastLogIndex = 0, lastLogTerm = 0): Message => ({
  type: 'pre-vote',
  term,
  lastLogIndex,
  lastLogTerm,
})

const answer = (term: number, granted = true): Message => ({ type: 'pre-vote-reply', term, granted })

/** A leader elected by way of pre-votes. */
function elected(setup: Setup = {}): Machine {
  const machine = make(setup)
  machine.fire('election')
  for (const peer of machine.server.peers) machine.receive(peer, answer(machine.server.currentTerm + 1))
  machine.sync()
  for (const peer of machine.server.peers) machine.receive(peer, vote(machine.server.currentTerm))
  return machine
}

describe('thesis §9.6: asking', () => {
  test('the election timer begins no term: it asks every other member about the next one', () => {
    const machine = make({ currentTerm: 4, terms: [1, 3] })
    const effects = machine.fire('election')
    expect(sends(effects)).toEqual(['n2', 'n3'].map((to) => ({ do: 'send', to, message: preVote(5, 2, 3) })))
    expect(persists(effects)).toEqual([])
    expect(machine.server).toMatchObject({ role: 'follower', currentTerm: 4, votedFor: null })
  })

  test('no term is raised by a server that cannot win, however often it times out', () => {
    const machine = make({ size: 5, currentTerm: 4 })
    for (let times = 0; times < 20; times++) {
      machine.fire('election')
      machine.receive('n2', answer(5))
      machine.receive('n3', answer(4, false))
    }
    expect(machine.server.currentTerm).toBe(4)
  })

  test('with a majority it stands: the term begins, its own vote goes to disk, and votes are asked for', () => {
    const machine = make()
    machine.fire('election')
    const effects = machine.receive('n2', answer(1))
    expect(persists(effects)).toMatchObject([{ state: { currentTerm: 1, votedFor: 'n1' } }])
    expect(messages(machine.sync())).toEqual([requestVote(1), requestVote(1)])
    expect(machine.server.role).toBe('candidate')
  })

  test('pre-votes are no votes: a majority of them elects nobody', () => {
    const machine = make()
    machine.fire('election')
    machine.receive('n2', answer(1))
    machine.sync()
    machine.receive('n3', answer(1))
    expect(machine.server.role).toBe('candidate')
    machine.receive('n3', vote(1))
    expect(machine.server.role).toBe('leader')
  })

  test('one that answers twice counts once', () => {
    const machine = make({ size: 5 })
    machine.fire('election')
    for (let again = 0; again < 3; again++) machine.receive('n2', answer(1))
    expect(machine.server.currentTerm).toBe(0)
  })

  test('a cluster of one asks nobody', () => {
    const machine = make({ size: 1 })
    machine.fire('election')
    machine.sync()
    expect(machine.server).toMatchObject({ role: 'leader', currentTerm: 1 })
  })

  test.each<[string, (machine: Machine) => unknown]>([
    ['it hears a leader', (machine) => machine.receive('n3', append({ term: 1 }))],
    ['it gives its vote away', (machine) => machine.receive('n3', requestVote(1))],
    ['a newer term begins', (machine) => machine.receive('n3', answer(2, false))],
  ])('grants that come after %s count no more', (_, happens) => {
    const machine = make({ currentTerm: 1 })
    machine.fire('election')
    happens(machine)
    const { currentTerm } = machine.server
    machine.receive('n2', answer(currentTerm + 1))
    expect(machine.server.currentTerm).toBe(currentTerm)
  })

  test('a candidate whose election came to nothing asks before the next one', () => {
    const machine = make()
    machine.fire('election')
    machine.receive('n2', answer(1))
    machine.sync()
    expect(messages(machine.fire('election'))).toEqual([preVote(2), preVote(2)])
    expect(machine.server.currentTerm).toBe(1)
  })
})

describe('thesis §9.6: answering', () => {
  test('an answer changes nothing: no term, no vote, no timer, no disk', () => {
    const machine = make({ currentTerm: 1 })
    const effects = machine.receive('n2', preVote(7))
    expect(kinds(effects)).toEqual(['send pre-vote-reply'])
    expect(machine.server).toMatchObject({ currentTerm: 1, votedFor: null })
  })

  test('it may say yes to several, also after it gave its vote of the present term', () => {
    const machine = make({ currentTerm: 1, votedFor: 'n3' })
    expect(messages(machine.receive('n2', preVote(2)))).toEqual([answer(2)])
    expect(messages(machine.receive('n3', preVote(2)))).toEqual([answer(2)])
  })

  test('a log less up to date than its own is refused (§5.4.1)', () => {
    const machine = make({ currentTerm: 2, terms: [1, 2] })
    expect(messages(machine.receive('n2', preVote(3, 5, 1)))).toEqual([answer(2, false)])
    expect(messages(machine.receive('n2', preVote(3, 2, 2)))).toEqual([answer(3)])
  })

  test('refused while it hears a leader; granted once its own timer has fired', () => {
    const machine = make({ currentTerm: 1 })
    machine.receive('n3', append({ term: 1 }))
    expect(messages(machine.receive('n2', preVote(2)))).toEqual([answer(1, false)])
    machine.fire('election')
    expect(messages(machine.receive('n2', preVote(2)))).toEqual([answer(2)])
  })

  test('a leader refuses, and goes on leading in its term', () => {
    const machine = elected()
    expect(messages(machine.receive('n2', preVote(9)))).toEqual([answer(1, false)])
    expect(machine.server).toMatchObject({ role: 'leader', currentTerm: 1 })
  })

  test('answered also by a server that asks for none itself', () => {
    const machine = make({ config: { preVote: false } })
    expect(messages(machine.receive('n2', preVote(1)))).toEqual([answer(1)])
  })
})

describe('the liveness traps of others', () => {
  test('a grant carries the term asked about, so that it is not dropped as old (etcd d4471b2)', () => {
    const behind = make({ currentTerm: 1 })
    const [reply] = messages(behind.receive('n2', preVote(8)))
    const asking = make({ currentTerm: 7 })
    asking.fire('election')
    asking.receive('n2', reply!)
    expect(asking.server.currentTerm).toBe(8)
  })

  test('a grant of a term that has not begun makes nobody enter it', () => {
    const machine = make({ size: 5 })
    machine.fire('election')
    machine.receive('n2', answer(1))
    expect(machine.server.currentTerm).toBe(0)
    machine.receive('n3', answer(9))
    expect(machine.server.currentTerm).toBe(0)
  })

  test('one whose term is behind learns the present one from the refusal, and asks about the right one', () => {
    const voter = make({ currentTerm: 5 })
    const machine = make({ currentTerm: 2 })
    machine.fire('election')
    machine.receive('n2', messages(voter.receive('n1', preVote(3)))[0]!)
    expect(machine.server.currentTerm).toBe(5)
    expect(messages(machine.fire('election'))).toEqual([])
    expect(messages(machine.sync())).toEqual([preVote(6), preVote(6)])
  })

  test('a follower grants the pre-vote of its own last leader (hashicorp/raft#605)', () => {
    const machine = make({ currentTerm: 1 })
    machine.receive('n3', append({ term: 1 }))
    expect(messages(machine.receive('n3', preVote(2)))).toEqual([answer(2)])
  })

  test('after a start it refuses nobody: it has heard no leader in this life (etcd 7b8cdf3)', () => {
    expect(messages(make({ currentTerm: 3 }).receive('n2', preVote(4)))).toEqual([answer(4)])
  })

  test('a leader that meets a higher term steps down for it, not to be shut out by it (etcd 3c7359d)', () => {
    const ahead = make({ currentTerm: 9 })
    ahead.receive('n1', append({ term: 1 }))
    const leader = elected()
    const [refusal] = messages(ahead.receive('n1', append({ term: 1 })))
    leader.receive('n2', refusal!)
    expect(leader.server).toMatchObject({ role: 'follower', currentTerm: 9 })
  })
})

test('to the checkers a pre-vote is no vote', () => {
  const look = builtInRaft().lens!.message!
  expect(look(preVote(4) as never)).toEqual({ kind: 'other', term: 4 })
  expect(look(answer(4) as never)).toEqual({ kind: 'other', term: 4 })
  const { describe: words } = builtInRaft()
  expect([preVote(4, 2, 1), answer(4), answer(3, false)].map((one) => words!(one as never))).toEqual([
    'PreVote for term 4, last log (2, term 1)',
    'pre-vote granted for term 4',
    'pre-vote refused, term 3',
  ])
})
