import { describe, expect, test } from 'vitest'
import type { Effect, InstallSnapshot, SnapshotReply } from '../../../../src/raft/core/index.ts'
import { append, entry, kinds, Machine, memberEntry, members, messages, persists } from './machine.ts'

const membership = members(['n1', 'n2', 'n3', 'n4'])

/** A chunk of the leader's snapshot up to (5, term 2), which is `abcdef`. */
function chunk(offset: number, data: string, fields: Partial<InstallSnapshot> = {}): InstallSnapshot {
  const done = offset + data.length >= 6
  return {
    type: 'install-snapshot',
    term: 3,
    index: 5,
    lastTerm: 2,
    membership,
    offset,
    data,
    done,
    round: 4,
    ...fields,
  }
}

const whole = (fields: Partial<InstallSnapshot> = {}): InstallSnapshot => chunk(0, 'abcdef', fields)

const follower = (terms: readonly number[] = []): Machine => new Machine({ currentTerm: 3, terms })

const replies = (effects: readonly Effect[]): SnapshotReply[] =>
  messages(effects).filter((message) => message.type === 'snapshot-reply')
const kept = (effects: readonly Effect[]): string[] =>
  effects.flatMap((effect) => (effect.do === 'keep-chunk' ? [`${effect.offset} ${effect.data}`] : []))

describe('§7, Figure 13: chunk by chunk', () => {
  test('each is kept and answered with the place of the next', () => {
    const machine = follower()
    const first = machine.receive('n2', chunk(0, 'abc'))
    expect(kept(first)).toEqual(['0 abc'])
    expect(replies(first)).toEqual([
      { type: 'snapshot-reply', term: 3, index: 5, chunk: 0, offset: 3, installed: false, round: 4 },
    ])
    expect(kinds(first)).not.toContain('install-snapshot')
    expect(kinds(machine.receive('n2', chunk(3, 'def')))).toContain('install-snapshot')
  })

  test('the answer to the last one leaves when the snapshot is durable', () => {
    const machine = follower()
    expect(replies(machine.receive('n2', whole()))).toEqual([])
    expect(replies(machine.sync())).toEqual([
      { type: 'snapshot-reply', term: 3, index: 5, chunk: 0, offset: 6, installed: true, round: 4 },
    ])
  })

  test('one that comes twice, or before its time, is not kept: the answer says what is wanted', () => {
    const machine = follower()
    machine.receive('n2', chunk(0, 'ab'))
    for (const other of [chunk(0, 'ab'), chunk(4, 'ef')]) {
      const effects = machine.receive('n2', other)
      expect(kept(effects)).toEqual([])
      expect(replies(effects)).toMatchObject([{ offset: 2, installed: false }])
    }
    expect(kept(machine.receive('n2', chunk(2, 'cd')))).toEqual(['2 cd'])
  })

  test('the first of another snapshot begins anew, and what comes late of the one before is not mixed in', () => {
    const machine = follower()
    machine.receive('n2', chunk(0, 'ab'))
    expect(kept(machine.receive('n2', chunk(0, 'xy', { index: 7 })))).toEqual(['0 xy'])
    const late = machine.receive('n2', chunk(2, 'cd'))
    expect(kept(late)).toEqual([])
    expect(replies(late)).toMatchObject([{ index: 5, offset: 0 }])
  })

  test('two leaders may write the same state in other bytes: the next one begins anew', () => {
    const machine = follower()
    machine.receive('n2', chunk(0, 'ab'))
    machine.sync()
    const effects = machine.receive('n3', chunk(2, 'cd', { term: 4 }))
    expect(kept(effects)).toEqual([])
    expect(replies([...effects, ...machine.sync()])).toMatchObject([{ term: 4, offset: 0 }])
  })

  test('a server that restarted in between has nothing of it, and says so', () => {
    expect(replies(follower().receive('n2', chunk(4, 'ef')))).toMatchObject([{ offset: 0, installed: false }])
  })

  test('it is word of the leader: election timer, leader, term', () => {
    const machine = follower()
    const effects = machine.receive('n2', chunk(0, 'ab', { term: 4 }))
    expect(kinds(effects)[0]).toBe('set-timer')
    expect(machine.server).toMatchObject({ currentTerm: 4, leader: 'n2' })
  })

  test('one of an earlier term is not taken, and its sender told (§5.1)', () => {
    const effects = follower().receive('n2', whole({ term: 2 }))
    expect(kinds(effects)).toEqual(['send append-reply'])
    expect(messages(effects)).toMatchObject([{ term: 3, success: false }])
  })
})

describe('§7: installing', () => {
  test('the state goes on from there: applied, committed, with its membership; its term is not taken over', () => {
    const machine = follower()
    const effects = machine.receive('n2', whole())
    expect(effects).toContainEqual({ do: 'install-snapshot', snapshot: { index: 5, term: 2, membership } })
    expect(machine.server).toMatchObject({ lastApplied: 5, commitIndex: 5, currentTerm: 3, quorum: 3 })
    expect(machine.server.membership).toEqual(membership)
    expect(machine.server.snapshot).toEqual({ index: 5, term: 2, membership })
  })

  test('the snapshot is asked to be stored before the log that begins after it', () => {
    const machine = follower([1, 1])
    const effects = machine.receive('n2', whole())
    const order = kinds(effects).filter((kind) => kind === 'install-snapshot' || kind === 'persist')
    expect(order).toEqual(['install-snapshot', 'persist'])
    expect(persists(effects)).toMatchObject([{ base: { index: 5, term: 2 } }])
  })

  test.each([
    ['shorter', [1, 1]],
    ['of another history there', [1, 1, 1, 1, 1, 1, 1]],
  ])('over a log that is %s: nothing of it stays (openraft#561)', (_, terms) => {
    const machine = follower(terms)
    machine.receive('n2', whole())
    const { log } = machine.server
    expect([log.firstIndex, log.lastIndex, log.lastTerm]).toEqual([6, 5, 2])
    const effects = machine.receive(
      'n2',
      append({ term: 3, prevIndex: 5, prevTerm: 2, entries: [entry(6, 3)] }),
    )
    expect(machine.server.log.at(6)).toEqual(entry(6, 3))
    expect(kinds(effects)).toContain('persist')
  })

  test('over a log that holds its last entry: what is behind stays', () => {
    const machine = follower([1, 1, 2, 2, 2, 3])
    machine.receive('n2', whole())
    expect(machine.server.log.from(6)).toEqual([entry(6, 3)])
    expect(machine.server.durableIndex).toBe(6)
  })

  test('memberships behind it stay with their entries, and go with them', () => {
    for (const [term, latest] of [
      [2, members(['n1', 'n2'])],
      [1, membership],
    ] as const) {
      const machine = follower()
      const entries = [1, 2, 3, 4, 5].map((index) => entry(index, term))
      const own = [...entries, memberEntry(6, term, members(['n1', 'n2']))]
      machine.receive('n2', append({ term: 3, entries: own }))
      machine.receive('n2', whole())
      expect(machine.server.membership).toEqual(latest)
    }
  })

  test('what it replaced counts as durable only when the disk says so', () => {
    const machine = follower([1, 1, 1, 1, 1, 1, 1])
    machine.receive('n2', whole())
    expect(machine.server.durableIndex).toBeLessThan(5)
    machine.sync()
    expect(machine.server.durableIndex).toBe(5)
  })

  test('commands it had handed on are somewhere in it: their outcome is open', () => {
    const machine = new Machine({ currentTerm: 3, config: { forward: true } })
    machine.receive('n2', append({ term: 3 }))
    for (const [request, index] of [
      [7, 5],
      [8, 6],
    ] as const) {
      machine.propose(request)
      machine.receive('n2', { type: 'forward-reply', term: 3, id: request, index })
    }
    const effects = machine.receive('n2', whole())
    expect(effects).toContainEqual({ do: 'abandon', request: 7 })
    expect(machine.server.pending.has(6)).toBe(true)
  })

  test('one that its own disk was just taking is superseded', () => {
    const machine = new Machine({ currentTerm: 3, config: { snapshotEvery: 1 } })
    machine.receive('n2', append({ term: 3, entries: [entry(1, 1)], commitIndex: 1 }))
    machine.receive('n2', whole())
    expect(machine.step({ type: 'snapshot-taken', index: 1 })).toEqual([])
    expect(machine.server.snapshot).toMatchObject({ index: 5 })
  })
})

describe('a snapshot of what is committed already', () => {
  test('is not installed, the state never goes back (openraft 0.7.3); what is there is confirmed', () => {
    const machine = follower([1, 1, 2, 2, 2, 3])
    machine.receive('n2', append({ term: 3, prevIndex: 6, prevTerm: 3, commitIndex: 6 }))
    const effects = machine.receive('n2', chunk(0, 'ab'))
    expect(kinds(effects)).not.toContain('install-snapshot')
    expect(replies(effects)).toMatchObject([{ index: 5, installed: true }])
    expect(machine.server).toMatchObject({ lastApplied: 6, log: { firstIndex: 1 } })
  })

  test('but only once all that was written is durable: the answer says that it is', () => {
    const machine = follower()
    const entries = [1, 1, 2, 2, 2].map((term, at) => entry(at + 1, term))
    machine.receive('n2', append({ term: 3, entries, commitIndex: 5 }))
    expect(replies(machine.receive('n2', whole()))).toEqual([])
    expect(replies(machine.sync())).toMatchObject([{ installed: true }])
  })

  test('the last chunk that comes twice is confirmed twice', () => {
    const machine = follower()
    machine.receive('n2', whole())
    machine.sync()
    expect(replies(machine.receive('n2', whole()))).toMatchObject([{ index: 5, installed: true }])
  })
})

test('§5.3 after it, an AppendEntries that begins before it is taken up where it ends (willemt/raft#118)', () => {
  const machine = follower()
  machine.receive('n2', whole())
  machine.sync()
  const entries = [1, 1, 2, 2, 2, 3].map((term, at) => entry(at + 1, term))
  machine.receive('n2', append({ term: 3, entries }))
  expect(machine.server.log.from(6)).toEqual([entry(6, 3)])
  expect(machine.server.lastApplied).toBe(5)
})
