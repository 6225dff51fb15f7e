import { describe, expect, test } from 'vitest'
import { append, kinds, Machine, messages, type Setup } from './machine.ts'

const leader = (setup: Setup = {}): Machine =>
  new Machine({ ...setup, config: { checkQuorum: true, ...setup.config } }).win()

describe('thesis §6.2: a leader that hears no majority for an election timeout steps down', () => {
  test('the election timer goes on when it is elected: the core has no clock of its own', () => {
    const machine = new Machine({ config: { checkQuorum: true } })
    machine.fire('election')
    machine.sync()
    const effects = machine.receive('n2', { type: 'vote', term: 1, granted: true })
    expect(effects).toContainEqual({ do: 'set-timer', timer: 'election', low: 150, high: 300 })
    expect(kinds(effects)).not.toContain('cancel-timer')
  })

  test('heard by nobody, it steps down in its own term, and its clients are told', () => {
    const machine = leader()
    machine.propose(7)
    const effects = machine.fire('election')
    expect(machine.server).toMatchObject({ role: 'follower', currentTerm: 1, votedFor: 'n1', leader: null })
    expect(effects).toEqual([
      { do: 'cancel-timer', timer: 'heartbeat' },
      { do: 'set-timer', timer: 'election', low: 150, high: 300 },
      { do: 'abandon', request: 7 },
    ])
  })

  test('heard by a majority, it goes on, and the next timeout counts anew', () => {
    const machine = leader()
    machine.accept('n2', 1)
    expect(kinds(machine.fire('election'))).toEqual(['set-timer'])
    expect(machine.server.role).toBe('leader')
    machine.fire('election')
    expect(machine.server.role).toBe('follower')
  })

  test.each([
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
  ])('of %i servers it takes %i beside itself', (size, needed) => {
    for (const [heard, role] of [
      [needed, 'leader'],
      [needed - 1, 'follower'],
    ] as const) {
      if (heard < 0) continue
      const machine = leader({ size })
      for (let other = 0; other < heard; other++) machine.accept(`n${other + 2}`, 1)
      machine.fire('election')
      expect(machine.server.role).toBe(role)
    }
  })

  test('one follower that answers often is one', () => {
    const machine = leader({ size: 5 })
    for (let again = 0; again < 4; again++) machine.accept('n2', 1)
    machine.fire('election')
    expect(machine.server.role).toBe('follower')
  })

  test('a refusal counts: who refuses an append of this term takes the sender for its leader', () => {
    const machine = leader({ terms: [1] })
    machine.refuse('n2', 1, 0)
    machine.fire('election')
    expect(machine.server.role).toBe('leader')
  })

  test('an answer of an earlier term does not count', () => {
    const machine = leader({ currentTerm: 3 })
    machine.accept('n2', 0, 3)
    machine.fire('election')
    expect(machine.server.role).toBe('follower')
  })

  test('one that has just been added counts as there, until the next time: nobody can have heard of it', () => {
    const machine = leader({ size: 1 })
    machine.reconfigure(1, { add: ['n2'] })
    expect(machine.server.quorum).toBe(2)
    machine.fire('election')
    expect(machine.server.role).toBe('leader')
    machine.fire('election')
    expect(machine.server.role).toBe('follower')
  })

  test('in a joint membership it takes both majorities (§6)', () => {
    for (const [answer, role] of [
      [['n2'], 'follower'],
      [['n4'], 'follower'],
      [['n2', 'n4'], 'leader'],
    ] as const) {
      const machine = leader()
      machine.accept('n2', 1)
      machine.reconfigure(1, { add: ['n4', 'n5'], remove: ['n2', 'n3'] })
      machine.fire('election')
      for (const one of answer) machine.accept(one, 1)
      machine.fire('election')
      expect(machine.server.role, answer.join()).toBe(role)
    }
  })

  test('learners do not count', () => {
    const machine = leader({ size: 2 })
    machine.accept('n2', 1)
    machine.reconfigure(1, { learners: ['n3'] })
    machine.fire('election')
    machine.accept('n3', 2)
    machine.fire('election')
    expect(machine.server.role).toBe('follower')
  })

  test('without it a leader leads on: a late election timer is ignored', () => {
    const machine = leader({ config: { checkQuorum: false } })
    expect(machine.fire('election')).toEqual([])
    expect(machine.server.role).toBe('leader')
  })
})

describe('with PreVote', () => {
  const config = { checkQuorum: true, preVote: true, noop: false } as const

  test('who stepped down asks its followers at its next timeout, and they do not refuse it as their leader', () => {
    const followers = ['n2', 'n3'].map((id) => new Machine({ id, config, currentTerm: 1 }))
    for (const follower of followers) follower.receive('n1', append({ term: 1 }))
    const machine = new Machine({ config })
    machine.fire('election')
    machine.receive('n2', { type: 'pre-vote-reply', term: 1, granted: true })
    machine.sync()
    machine.receive('n2', { type: 'vote', term: 1, granted: true })
    machine.fire('election')
    expect(machine.server).toMatchObject({ role: 'follower', currentTerm: 1 })
    const [asked] = messages(machine.fire('election'))
    for (const follower of followers) {
      expect(messages(follower.receive('n1', asked!))).toEqual([
        { type: 'pre-vote-reply', term: 2, granted: true },
      ])
    }
  })

  test('and refuses nobody itself', () => {
    const machine = new Machine({ config })
    machine.fire('election')
    machine.receive('n2', { type: 'pre-vote-reply', term: 1, granted: true })
    machine.sync()
    machine.receive('n2', { type: 'vote', term: 1, granted: true })
    machine.now = 300
    machine.fire('election')
    const asked = { type: 'pre-vote', term: 2, lastLogIndex: 0, lastLogTerm: 0 } as const
    expect(messages(machine.receive('n3', asked))).toEqual([
      { type: 'pre-vote-reply', term: 2, granted: true },
    ])
  })
})
