import { describe, expect, test } from 'vitest'
import type { Message, RaftConfig } from '../../../../src/raft/core/index.ts'
import { append, appendsTo, entry, kinds, Machine, messages, sends } from './machine.ts'

const leader = (config: Partial<RaftConfig> = {}): Machine =>
  new Machine({ config: { noop: false, ...config } }).win()

/** A follower of n2, which leads term 1, that hands commands on. */
function follower(config: Partial<RaftConfig> = {}): Machine {
  const machine = new Machine({ config: { forward: true, ...config } })
  machine.receive('n2', append({ term: 1 }))
  machine.sync()
  return machine
}

const forward = (id: number, command = `c${id}`, term = 1): Message => ({
  type: 'forward',
  term,
  id,
  command,
})
const taken = (id: number, index: number, term = 1): Message => ({ type: 'forward-reply', term, id, index })

describe('a follower hands a command on (thesis §6.2)', () => {
  test('to the leader it knows, under the number of the request', () => {
    expect(sends(follower().propose(7, 'w'))).toEqual([{ do: 'send', to: 'n2', message: forward(7, 'w') }])
  })

  test('not without a leader, and not unless it is set: then it says who leads', () => {
    expect(new Machine({ config: { forward: true } }).propose(7)).toEqual([
      { do: 'refuse', request: 7, because: 'not-leader', leader: null },
    ])
    expect(follower({ forward: false }).propose(7)).toEqual([
      { do: 'refuse', request: 7, because: 'not-leader', leader: 'n2' },
    ])
  })

  test('it answers its client when it applies the entry that the leader names', () => {
    const machine = follower()
    machine.propose(7, '1/1')
    expect(kinds(machine.receive('n2', taken(7, 1)))).toEqual([])
    machine.receive('n2', append({ entries: [entry(1, 1)] }))
    const effects = machine.receive('n2', append({ prevIndex: 1, prevTerm: 1, commitIndex: 1 }))
    expect(effects.slice(1, 3)).toEqual([
      { do: 'apply', entry: entry(1, 1) },
      { do: 'reply', request: 7, index: 1 },
    ])
  })

  test('another entry stands there in the end: what became of the command is open', () => {
    const machine = follower()
    machine.propose(7)
    machine.receive('n2', taken(7, 1))
    const effects = machine.receive('n3', append({ term: 2, entries: [entry(1, 2)], commitIndex: 1 }))
    expect(effects).toContainEqual({ do: 'abandon', request: 7 })
    expect(kinds(effects)).not.toContain('reply')
  })

  test.each<[string, (machine: Machine) => void, Message]>([
    ['it was not taken: another copy of the message may yet be', () => {}, taken(7, 0)],
    [
      'the entry was applied before the answer came',
      (machine) => machine.receive('n2', append({ entries: [entry(1, 1)], commitIndex: 1 })),
      taken(7, 1),
    ],
  ])('the outcome is open when %s', (_, happens, reply) => {
    const machine = follower()
    machine.propose(7)
    happens(machine)
    expect(machine.receive('n2', reply)).toEqual([{ do: 'abandon', request: 7 }])
  })

  test('an answer that comes twice, or to another life, says nothing', () => {
    const machine = follower()
    machine.propose(7)
    machine.receive('n2', taken(7, 1))
    expect(machine.receive('n2', taken(7, 2))).toEqual([])
    expect(machine.receive('n2', taken(6, 2))).toEqual([])
  })

  test.each<[string, (machine: Machine) => ReturnType<Machine['step']>]>([
    ['a new term begins', (machine) => machine.receive('n3', append({ term: 2 }))],
    ['it hears its leader no more', (machine) => machine.fire('election')],
  ])('what is not answered is open when %s', (_, happens) => {
    for (const preVote of [false, true]) {
      const machine = follower({ preVote })
      machine.propose(7)
      expect(happens(machine)).toContainEqual({ do: 'abandon', request: 7 })
      expect(machine.receive('n2', taken(7, 1))).toEqual([])
    }
  })

  test('and when the leader goes on, but has not answered for an election timeout: it was lost', () => {
    const machine = follower()
    machine.propose(7)
    machine.now = 100
    machine.propose(8)
    machine.now = 299
    expect(kinds(machine.receive('n2', append({})))).not.toContain('abandon')
    machine.now = 300
    expect(machine.receive('n2', append({}))).toContainEqual({ do: 'abandon', request: 7 })
    machine.receive('n2', taken(8, 1))
    machine.now = 900
    expect(kinds(machine.receive('n2', append({})))).not.toContain('abandon')
  })

  test('a leader that never answers does not fill it up for ever', () => {
    const machine = follower()
    let refused = 0
    for (let request = 1; request <= 2000; request++)
      refused += machine.propose(request).filter((effect) => effect.do === 'refuse').length
    expect(refused).toBeGreaterThan(0)
    machine.now = 300
    machine.receive('n2', append({}))
    expect(kinds(machine.propose(2001))).toEqual(['send forward'])
  })
})

describe('the leader takes what is handed on', () => {
  test('as an entry of its own, and says where it stands once that is durable', () => {
    const machine = leader()
    for (const peer of machine.server.peers) machine.accept(peer, 0)
    const effects = machine.receive('n2', forward(9, 'w'))
    expect(machine.server.log.at(1)).toEqual(entry(1, 1, 'w'))
    expect(appendsTo(effects, 'n3')).toMatchObject([{ entries: [entry(1, 1, 'w')] }])
    expect(kinds(effects)).not.toContain('send forward-reply')
    expect(messages(machine.sync())).toContainEqual(taken(9, 1))
  })

  test('it answers no client of its own for it', () => {
    const machine = leader()
    machine.receive('n2', forward(9))
    machine.sync()
    expect(kinds(machine.accept('n2', 1))).not.toContain('reply')
    expect(machine.server.commitIndex).toBe(1)
  })

  test('who does not lead takes nothing', () => {
    const machine = new Machine({ currentTerm: 1 })
    expect(messages(machine.receive('n2', forward(9)))).toEqual([taken(9, 0)])
    expect(machine.server.log.lastIndex).toBe(0)
  })
})

describe('bounds: no more than so many entries of its term are uncommitted', () => {
  test('then the leader is busy, until it commits', () => {
    const machine = leader({ maxUncommitted: 2 })
    machine.propose(1)
    machine.propose(2)
    expect(machine.propose(3)).toEqual([
      { do: 'refuse', request: 3, because: 'temporarily-unavailable', leader: 'n1' },
    ])
    expect(messages(machine.receive('n2', forward(4)))).toEqual([])
    expect(messages(machine.sync())).toContainEqual(taken(4, 0))
    machine.accept('n2', 1)
    expect(kinds(machine.propose(5))).not.toContain('refuse')
    expect(kinds(machine.propose(6))).toContain('refuse')
  })

  test('what it inherited does not count: that waits for an entry of its own (§5.4.2)', () => {
    const machine = new Machine({
      terms: [1, 1, 1],
      currentTerm: 1,
      config: { noop: false, maxUncommitted: 1 },
    }).win()
    expect(kinds(machine.propose(1))).not.toContain('refuse')
    expect(kinds(machine.propose(2))).toContain('refuse')
  })

  test('no bound unless it is set', () => {
    const machine = leader()
    for (let request = 1; request <= 500; request++)
      expect(kinds(machine.propose(request))).not.toContain('refuse')
  })
})
