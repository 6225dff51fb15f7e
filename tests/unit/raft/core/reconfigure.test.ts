import { describe, expect, test } from 'vitest'
import type { Effect, MembershipChange, RaftConfig, Refusal } from '../../../../src/raft/core/index.ts'
import { append, appendsTo, entry, kinds, Machine, memberEntry, members, type Setup } from './machine.ts'

/** A leader of term 1 that committed its no-op. */
function leader(config: Partial<RaftConfig> = {}, setup: Setup = {}): Machine {
  const machine = new Machine({ ...setup, config }).win()
  for (const peer of machine.server.peers) machine.accept(peer, machine.server.log.lastIndex)
  return machine
}

const single = (setup: Setup = {}): Machine => leader({ membershipChange: 'single' }, setup)

/** These followers hold all of the leader's log, and so does its disk. */
function holds(machine: Machine, ...followers: readonly string[]): Effect[] {
  const effects = machine.sync()
  for (const one of followers) effects.push(...machine.accept(one, machine.server.log.lastIndex))
  return effects
}

const refusal = (effects: readonly Effect[]): Refusal | undefined =>
  effects.flatMap((effect) => (effect.do === 'refuse' ? [effect.because] : []))[0]

describe('§6, thesis §4.1: a change is an entry, and counts from the moment it stands in the log', () => {
  test('one voter at a time: the entry brings the new membership, and the context with it', () => {
    const machine = single()
    const effects = machine.reconfigure(7, { add: ['n4'] }, { n4: 'host:1' })
    const added = { ...members(['n1', 'n2', 'n3', 'n4']), context: { n4: 'host:1' } }
    expect(machine.server.log.at(2)).toMatchObject({ term: 1, command: null, membership: added })
    expect(machine.server.membership).toEqual(added)
    expect(machine.server.quorum).toBe(3)
    expect(appendsTo(effects, 'n4')).toHaveLength(1)
  })

  test('it is done when the new majority holds it', () => {
    const machine = single()
    machine.reconfigure(7, { add: ['n4'] })
    expect(kinds(holds(machine, 'n2'))).not.toContain('done')
    expect(holds(machine, 'n4')).toContainEqual({ do: 'done', request: 7 })
    expect(machine.server.commitIndex).toBe(2)
  })

  test('what was proposed before it needs the new majority as well', () => {
    const machine = single()
    machine.propose(5)
    machine.reconfigure(7, { add: ['n4', 'n2'] })
    machine.sync()
    machine.accept('n2', 2)
    expect(machine.server.commitIndex).toBe(1)
    machine.accept('n4', 2)
    expect(machine.server.commitIndex).toBe(2)
  })

  test('with one voter less, what waited for a majority is committed by the smaller one (etcd 2902537)', () => {
    const machine = single({ size: 4 })
    machine.propose(5)
    holds(machine, 'n2')
    expect(machine.server.commitIndex).toBe(1)
    machine.reconfigure(7, { remove: ['n4'] })
    machine.sync()
    machine.accept('n2', 2)
    expect(machine.server.commitIndex).toBe(2)
  })

  test('learners get the log, and neither hold nor elect (thesis §4.2.1)', () => {
    const machine = leader()
    const effects = machine.reconfigure(7, { learners: ['n4'] })
    expect(machine.server.membership).toEqual(members(['n1', 'n2', 'n3'], [], ['n4']))
    expect(appendsTo(effects, 'n4')).toHaveLength(1)
    expect(kinds(holds(machine, 'n4'))).not.toContain('done')
    expect(holds(machine, 'n2')).toContainEqual({ do: 'done', request: 7 })
  })

  test('a learner never stands, and yet gives its vote: its own log may say less than the candidate knows (etcd abb533c)', () => {
    const learner = new Machine({ id: 'n4' })
    learner.receive('n1', append({ entries: [memberEntry(1, 1, members(['n1', 'n2'], [], ['n4']))] }))
    learner.sync()
    expect(kinds(learner.fire('election'))).toEqual(['set-timer'])
    expect(kinds(learner.receive('n1', { type: 'timeout-now', term: 1 }))).toEqual([])
    learner.receive('n2', { type: 'request-vote', term: 2, lastLogIndex: 1, lastLogTerm: 1 })
    expect(learner.server.votedFor).toBe('n2')
  })

  test('its digest tells memberships apart, and contexts', () => {
    const digestAfter = (change: MembershipChange, context: string): number => {
      const machine = leader()
      machine.reconfigure(1, change, context)
      return machine.server.log.digestAt(2)
    }
    expect(digestAfter({ learners: ['n4'] }, 'x')).toBe(digestAfter({ learners: ['n4'] }, 'x'))
    expect(digestAfter({ learners: ['n4'] }, 'x')).not.toBe(digestAfter({ learners: ['n5'] }, 'x'))
    expect(digestAfter({ learners: ['n4'] }, 'x')).not.toBe(digestAfter({ learners: ['n4'] }, 'y'))
  })
})

describe('§6: by way of a joint membership', () => {
  test('first both majorities decide, then the new one alone; the request is done with the second entry', () => {
    const machine = leader()
    machine.reconfigure(7, { add: ['n4', 'n5'], remove: ['n2', 'n3'] })
    expect(machine.server.membership).toEqual(members(['n1', 'n4', 'n5'], ['n1', 'n2', 'n3']))
    expect(kinds(holds(machine, 'n4', 'n5'))).not.toContain('done')
    expect(machine.server.commitIndex).toBe(1)
    const effects = machine.accept('n2', 2)
    expect(machine.server.commitIndex).toBe(2)
    expect(machine.server.log.at(3)?.membership).toEqual(members(['n1', 'n4', 'n5']))
    expect(kinds(effects)).not.toContain('done')
    expect(holds(machine, 'n4')).toContainEqual({ do: 'done', request: 7 })
  })

  test('a majority of the old ones alone commits nothing', () => {
    const machine = leader()
    machine.reconfigure(7, { add: ['n4', 'n5'], remove: ['n2', 'n3'] })
    holds(machine, 'n2', 'n3')
    expect(machine.server.commitIndex).toBe(1)
  })

  test('a candidate needs both majorities', () => {
    const both = members(['n3', 'n4', 'n5'], ['n1', 'n2', 'n3'])
    const machine = new Machine({
      id: 'n3',
      stored: { entries: [memberEntry(1, 1, both)], currentTerm: 1 },
    })
    machine.fire('election')
    machine.sync()
    for (const peer of ['n4', 'n5']) machine.receive(peer, { type: 'vote', term: 2, granted: true })
    expect(machine.server.role).toBe('candidate')
    machine.receive('n1', { type: 'vote', term: 2, granted: true })
    expect(machine.server.role).toBe('leader')
  })

  test('who is only on its way out may stand, and votes for itself where it is (scylladb#10618)', () => {
    const both = members(['n2', 'n3'], ['n1', 'n2', 'n3'])
    const machine = new Machine({ stored: { entries: [memberEntry(1, 1, both)], currentTerm: 1 } })
    machine.fire('election')
    machine.sync()
    machine.receive('n2', { type: 'vote', term: 2, granted: true })
    expect(machine.server.role).toBe('candidate')
    machine.receive('n3', { type: 'vote', term: 2, granted: true })
    expect(machine.server.role).toBe('leader')
  })

  test('a new leader that finds one in its log leaves it once it is committed, not before (camunda#60086)', () => {
    const both = members(['n1', 'n4'], ['n1', 'n2', 'n3'])
    const machine = new Machine({
      stored: { entries: [memberEntry(1, 1, both)], currentTerm: 1 },
    }).win()
    expect(machine.server.log.lastIndex).toBe(2)
    machine.accept('n4', 2)
    expect(machine.server.membership).toEqual(both)
    machine.accept('n3', 2)
    expect(machine.server.log.at(3)?.membership).toEqual(members(['n1', 'n4']))
  })

  test('learners come and go without it', () => {
    const machine = leader()
    machine.reconfigure(7, { learners: ['n4'] })
    expect(machine.server.membership.outgoing).toEqual([])
  })

  test('a voter that is to be a learner votes until the joint membership is left', () => {
    const machine = leader()
    machine.reconfigure(7, { learners: ['n3'] })
    expect(machine.server.membership).toEqual(members(['n1', 'n2'], ['n1', 'n2', 'n3'], ['n3']))
    holds(machine, 'n2')
    expect(machine.server.membership).toEqual(members(['n1', 'n2'], [], ['n3']))
    expect(machine.server.progressOf('n3')).toMatchObject({ voter: false, outgoing: false, removedAt: 0 })
  })
})

describe('one change at a time, by a leader that knows where it stands', () => {
  test('none before an entry of its own term is committed (Ongaro 2015)', () => {
    const machine = new Machine({ config: { membershipChange: 'single' } }).win()
    expect(refusal(machine.reconfigure(7, { add: ['n4'] }))).toBe('change-under-way')
    machine.accept('n2', 1)
    expect(refusal(machine.reconfigure(8, { add: ['n4'] }))).toBeUndefined()
  })

  test('none while one is not committed (thesis §4.1)', () => {
    const machine = single()
    machine.reconfigure(7, { add: ['n4'] })
    expect(refusal(machine.reconfigure(8, { add: ['n5'] }))).toBe('change-under-way')
    holds(machine, 'n2', 'n4')
    expect(refusal(machine.reconfigure(9, { add: ['n5'] }))).toBeUndefined()
  })

  test('none in a joint membership, not even between its two entries (§6)', () => {
    const machine = leader()
    machine.reconfigure(7, { add: ['n4'] })
    expect(refusal(machine.reconfigure(8, { learners: ['n5'] }))).toBe('change-under-way')
    holds(machine, 'n2', 'n4')
    expect(refusal(machine.reconfigure(9, { learners: ['n5'] }))).toBe('change-under-way')
    holds(machine, 'n2', 'n4')
    expect(refusal(machine.reconfigure(10, { learners: ['n5'] }))).toBeUndefined()
  })

  test.each<[string, MembershipChange, Refusal]>([
    ['more than one voter, where one may', { add: ['n4', 'n5'] }, 'no-such-change'],
    ['one voter for another, where one may', { add: ['n4'], remove: ['n3'] }, 'no-such-change'],
    ['nobody', {}, 'no-such-change'],
    ['all voters', { remove: ['n1', 'n2', 'n3'] }, 'no-such-change'],
  ])('a change of %s is refused', (_, change, because) => {
    expect(refusal(single().reconfigure(7, change))).toBe(because)
  })

  test('who does not lead refuses, and says who does', () => {
    const machine = new Machine()
    machine.receive('n2', append({}))
    expect(machine.reconfigure(7, { add: ['n4'] })).toEqual([
      { do: 'refuse', request: 7, because: 'not-leader', leader: 'n2' },
    ])
  })

  test('none while leadership is handed over (thesis §3.10)', () => {
    const machine = leader()
    machine.transfer(1, 'n2')
    expect(refusal(machine.reconfigure(7, { add: ['n4'] }))).toBe('temporarily-unavailable')
  })

  test('a leader that is deposed before it is done leaves the outcome open', () => {
    for (const config of [{ membershipChange: 'single' as const }, {}]) {
      const machine = leader(config)
      machine.reconfigure(7, { add: ['n4'] })
      expect(machine.receive('n2', append({ term: 2 }))).toContainEqual({ do: 'abandon', request: 7 })
    }
  })
})

describe('§6: a change that another leader cuts', () => {
  test('goes back to the membership before, with its majority', () => {
    const machine = leader()
    machine.reconfigure(7, { add: ['n4', 'n5'] })
    expect(machine.server).toMatchObject({ quorum: 3, outgoingQuorum: 2 })
    const replaced = (term: number, voters: string[]): void => {
      const entries = [memberEntry(2, term, members(voters))]
      machine.receive('n2', append({ term, prevIndex: 1, prevTerm: 1, entries }))
    }
    replaced(2, ['n1', 'n2'])
    expect(machine.server).toMatchObject({ quorum: 2, outgoingQuorum: 0, membership: members(['n1', 'n2']) })
    machine.receive('n2', append({ term: 3, prevIndex: 1, prevTerm: 1, entries: [entry(2, 3)] }))
    expect(machine.server.membership).toEqual(members(['n1', 'n2', 'n3']))
  })

  test('after a restart the latest in the log counts, committed or not (NuRaft#67)', () => {
    const machine = new Machine({
      terms: [],
      stored: { entries: [memberEntry(1, 1, members(['n1', 'n2', 'n3', 'n4', 'n5']))], currentTerm: 1 },
    })
    expect(machine.server).toMatchObject({ quorum: 3, commitIndex: 0 })
    expect(machine.server.peers).toEqual(['n2', 'n3', 'n4', 'n5'])
  })
})
