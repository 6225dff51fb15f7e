import { describe, expect, test } from 'vitest'
import { append, kinds, Machine, messages, persists, requestVote, sends, vote } from './machine.ts'

describe('§5.2 standing for leader', () => {
  test('the election timer makes a candidate of the next term that votes for itself', () => {
    const machine = new Machine({ currentTerm: 4, terms: [1, 3] })
    const effects = machine.fire('election')
    expect(machine.server).toMatchObject({ role: 'candidate', currentTerm: 5, votedFor: 'n1', leader: null })
    expect(persists(effects)).toMatchObject([{ state: { currentTerm: 5, votedFor: 'n1' } }])
    expect(kinds(effects)).toContain('set-timer')
  })

  test('it asks every other member, and shows the end of its log', () => {
    const machine = new Machine({ size: 4, currentTerm: 4, terms: [1, 3] })
    machine.fire('election')
    expect(sends(machine.sync())).toEqual(
      ['n2', 'n3', 'n4'].map((to) => ({
        do: 'send',
        to,
        message: { type: 'request-vote', term: 5, lastLogIndex: 2, lastLogTerm: 3 },
      })),
    )
  })

  test('a timeout without a winner begins another term; votes of the one before do not count for it', () => {
    const machine = new Machine({ size: 5 })
    machine.fire('election')
    machine.sync()
    machine.receive('n2', vote(1))
    machine.fire('election')
    machine.sync()
    expect(machine.server.currentTerm).toBe(2)
    machine.receive('n3', vote(2))
    expect(machine.server.role).toBe('candidate')
    machine.receive('n2', vote(2))
    expect(machine.server.role).toBe('leader')
  })

  test('a leader does not stand: its election timer is taken back, a late one is ignored', () => {
    const machine = new Machine()
    machine.fire('election')
    machine.sync()
    expect(kinds(machine.receive('n2', vote(1)))).toContain('cancel-timer')
    expect(machine.fire('election')).toEqual([])
    expect(machine.server).toMatchObject({ role: 'leader', currentTerm: 1 })
  })

  test('the election timeout is asked for as a range, to be drawn anew each time', () => {
    const machine = new Machine({ config: { electionTimeoutMin: 100, electionTimeoutMax: 170 } })
    expect(machine.fire('election')).toContainEqual({
      do: 'set-timer',
      timer: 'election',
      low: 100,
      high: 170,
    })
    expect([...new Machine().raft.start(0)]).toEqual([
      { do: 'set-timer', timer: 'election', low: 150, high: 300 },
    ])
  })
})

describe('§5.2 winning', () => {
  test.each([
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
  ])('in a cluster of %i it takes %i votes beside its own', (size, needed) => {
    const machine = new Machine({ size })
    machine.fire('election')
    machine.sync()
    for (let other = 0; other < needed; other++) {
      expect(machine.server.role).toBe('candidate')
      machine.receive(`n${other + 2}`, vote(1))
    }
    expect(machine.server.role).toBe('leader')
  })

  test('one voter counts once, however often its vote arrives', () => {
    const machine = new Machine({ size: 5 })
    machine.fire('election')
    machine.sync()
    for (let again = 0; again < 3; again++) machine.receive('n2', vote(1))
    expect(machine.server.role).toBe('candidate')
  })

  test('a refused vote does not count', () => {
    const machine = new Machine()
    machine.fire('election')
    machine.sync()
    machine.receive('n2', vote(1, false))
    expect(machine.server.role).toBe('candidate')
  })

  test('its own vote counts only once it is durable: a crash could give it to another', () => {
    const alone = new Machine({ size: 1 })
    alone.fire('election')
    expect(alone.server.role).toBe('candidate')
    alone.sync()
    expect(alone.server.role).toBe('leader')
    const machine = new Machine()
    machine.fire('election')
    machine.receive('n2', vote(1))
    expect(machine.server.role).toBe('candidate')
    machine.sync()
    expect(machine.server.role).toBe('leader')
  })

  test('its own vote of an earlier term does not count when it becomes durable late', () => {
    const machine = new Machine()
    const [first] = persists(machine.fire('election'))
    machine.fire('election')
    machine.receive('n2', vote(2))
    machine.step({ type: 'persisted', token: first!.token })
    expect(machine.server.role).toBe('candidate')
    machine.sync()
    expect(machine.server.role).toBe('leader')
  })

  test('its own vote does not count once it has stepped down, though it would make a majority', () => {
    const machine = new Machine()
    machine.fire('election')
    machine.receive('n2', vote(1))
    machine.receive('n3', append({ term: 1 }))
    machine.sync()
    expect(machine.server.role).toBe('follower')
  })

  test('§5.1 a vote of another term is ignored', () => {
    const machine = new Machine({ currentTerm: 3 })
    machine.fire('election')
    machine.sync()
    machine.receive('n2', vote(3))
    expect(machine.server.role).toBe('candidate')
  })

  test('a vote that comes when it leads or follows changes nothing', () => {
    const leader = new Machine({ size: 5 }).win()
    leader.propose(1)
    expect(leader.receive('n2', vote(1))).toEqual([])
    const follower = new Machine({ currentTerm: 1 })
    follower.receive('n2', vote(1))
    expect(follower.server.role).toBe('follower')
  })

  test('Figure 2, Leaders: on election it tells everyone at once, and sets the heartbeat timer', () => {
    const machine = new Machine({ size: 3, terms: [1, 1], config: { noop: false } })
    machine.fire('election')
    machine.sync()
    const effects = machine.receive('n2', vote(1))
    expect(messages(effects)).toEqual([
      append({ term: 1, prevIndex: 2, prevTerm: 1 }),
      append({ term: 1, prevIndex: 2, prevTerm: 1 }),
    ])
    expect(effects).toContainEqual({ do: 'set-timer', timer: 'heartbeat', low: 50, high: 50 })
  })

  test('§8 with the no-op set, it begins its term with an entry that does nothing', () => {
    const machine = new Machine({ terms: [1] }).win()
    expect(machine.server.log.at(2)).toMatchObject({ term: 1, command: null })
    expect(new Machine({ terms: [1], config: { noop: false } }).win().terms).toEqual([1])
  })
})

describe('Figure 2, RequestVote receiver', () => {
  test('1: a request of an older term is refused, with the newer term', () => {
    const machine = new Machine({ currentTerm: 5 })
    expect(messages(machine.receive('n2', requestVote(4, 9, 9)))).toEqual([vote(5, false)])
    expect(machine.server).toMatchObject({ currentTerm: 5, votedFor: null })
  })

  test('2: the first to ask gets the vote, and it is put on disk before the answer leaves', () => {
    const machine = new Machine({ currentTerm: 1 })
    const effects = machine.receive('n2', requestVote(1))
    expect(persists(effects)).toMatchObject([{ state: { currentTerm: 1, votedFor: 'n2' }, from: 0 }])
    expect(sends(effects)).toEqual([])
    expect(messages(machine.sync())).toEqual([vote(1)])
  })

  test('2: one vote per term: the second to ask is refused', () => {
    const machine = new Machine({ currentTerm: 1 })
    machine.receive('n2', requestVote(1))
    machine.sync()
    expect(messages(machine.receive('n3', requestVote(1)))).toEqual([vote(1, false)])
    expect(machine.server.votedFor).toBe('n2')
  })

  test('2: the same candidate is answered again the same way, and nothing is written again', () => {
    const machine = new Machine({ currentTerm: 1 })
    machine.receive('n2', requestVote(1))
    machine.sync()
    const effects = machine.receive('n2', requestVote(1))
    expect(messages(effects)).toEqual([vote(1)])
    expect(persists(effects)).toEqual([])
  })

  test('2: a repeated request is not answered before the vote is durable either', () => {
    const machine = new Machine({ currentTerm: 1 })
    machine.receive('n2', requestVote(1))
    expect(sends(machine.receive('n2', requestVote(1)))).toEqual([])
    expect(messages(machine.sync())).toEqual([vote(1), vote(1)])
  })

  test('2: a vote read back from disk binds as one given in this incarnation', () => {
    const machine = new Machine({ currentTerm: 3, votedFor: 'n3' })
    expect(messages(machine.receive('n2', requestVote(3)))).toEqual([vote(3, false)])
    expect(messages(machine.receive('n3', requestVote(3)))).toEqual([vote(3)])
  })

  test('2: a candidate and a leader have voted for themselves', () => {
    const candidate = new Machine()
    candidate.fire('election')
    candidate.sync()
    expect(messages(candidate.receive('n2', requestVote(1)))).toEqual([vote(1, false)])
    const leader = new Machine().win()
    expect(messages(leader.receive('n2', requestVote(1, 9, 1)))).toEqual([vote(1, false)])
    expect(leader.server.role).toBe('leader')
  })

  test('§5.4.1 a candidate with an older log is refused, though the vote is free', () => {
    const machine = new Machine({ currentTerm: 2, terms: [1, 2] })
    machine.receive('n2', requestVote(3, 9, 1))
    expect(messages(machine.sync())).toEqual([vote(3, false)])
    expect(machine.server).toMatchObject({ currentTerm: 3, votedFor: null })
    machine.receive('n3', requestVote(3, 2, 2))
    expect(messages(machine.sync())).toEqual([vote(3)])
  })

  test('§5.2 granting a vote starts the election timer anew; refusing does not', () => {
    const machine = new Machine({ currentTerm: 1 })
    expect(kinds(machine.receive('n2', requestVote(1)))).toContain('set-timer')
    expect(kinds(machine.receive('n3', requestVote(1)))).not.toContain('set-timer')
  })
})

describe('§5.1 terms', () => {
  const newer = [
    ['request-vote', requestVote(7)],
    ['vote', vote(7, false)],
    ['append', append({ term: 7 })],
    ['append-reply', { type: 'append-reply', term: 7, success: false, index: 0, hint: 0, round: 0 }],
  ] as const

  test.each(newer)(
    'a newer term in %s makes a leader a follower of that term, and frees the vote',
    (_, message) => {
      const machine = new Machine().win()
      const effects = machine.receive('n2', message)
      expect(machine.server).toMatchObject({ role: 'follower', currentTerm: 7 })
      expect(persists(effects)).toMatchObject([{ state: { currentTerm: 7 } }])
      expect(machine.server.votedFor).toBeNull()
      expect(kinds(effects)).toEqual(expect.arrayContaining(['cancel-timer', 'set-timer']))
    },
  )

  test.each(newer)('a newer term in %s makes a candidate a follower', (_, message) => {
    const machine = new Machine()
    machine.fire('election')
    machine.receive('n2', message)
    expect(machine.server).toMatchObject({ role: 'follower', currentTerm: 7 })
  })

  test('a term never goes back', () => {
    const machine = new Machine({ currentTerm: 5 })
    for (const message of [requestVote(4), vote(4), append({ term: 4 })]) machine.receive('n2', message)
    expect(machine.server.currentTerm).toBe(5)
  })

  test('§5.2 a candidate that hears the leader of its own term follows it, and keeps its vote', () => {
    const machine = new Machine()
    machine.fire('election')
    machine.sync()
    const effects = machine.receive('n2', append({ term: 1 }))
    expect(machine.server).toMatchObject({ role: 'follower', currentTerm: 1, votedFor: 'n1', leader: 'n2' })
    expect(persists(effects)).toEqual([])
  })

  test('returning to follower in the same term does not free the vote (akka-raft raft-56)', () => {
    const machine = new Machine()
    machine.fire('election')
    machine.sync()
    machine.receive('n2', append({ term: 1 }))
    expect(messages(machine.receive('n3', requestVote(1)))).toEqual([vote(1, false)])
  })

  test('stepping down opens the fate of the requests it had taken', () => {
    const machine = new Machine().win()
    machine.propose(11)
    machine.propose(12)
    expect(machine.receive('n2', append({ term: 2 }))).toEqual(
      expect.arrayContaining([
        { do: 'abandon', request: 11 },
        { do: 'abandon', request: 12 },
      ]),
    )
  })

  test('§5.1 an AppendEntries of an older term is refused with the newer term, claims nothing, changes nothing', () => {
    const machine = new Machine({ currentTerm: 5, terms: [1] })
    const effects = machine.receive('n2', append({ term: 4, prevIndex: 1, prevTerm: 1, commitIndex: 1 }))
    expect(messages(effects)).toEqual([
      { type: 'append-reply', term: 5, success: false, index: 0, hint: 0, round: 0 },
    ])
    expect(kinds(effects)).toEqual(['send append-reply'])
    expect(machine.server).toMatchObject({ leader: null, commitIndex: 0 })
  })

  test('§5.2 a heartbeat of the present leader starts the election timer anew', () => {
    const machine = new Machine({ currentTerm: 1 })
    expect(kinds(machine.receive('n2', append({ term: 1 })))).toContain('set-timer')
    expect(machine.server.leader).toBe('n2')
  })
})

test('§8 who does not lead refuses a request and names the leader it knows', () => {
  const machine = new Machine({ currentTerm: 1 })
  expect(machine.propose(1)).toEqual([{ do: 'refuse', request: 1, because: 'not-leader', leader: null }])
  machine.receive('n3', append({ term: 1 }))
  expect(machine.propose(2)).toEqual([{ do: 'refuse', request: 2, because: 'not-leader', leader: 'n3' }])
  expect(machine.terms).toEqual([])
})
