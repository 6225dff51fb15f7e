import { describe, expect, test } from 'vitest'
import type { Effect, RaftConfig, SnapshotMeta } from '../../../../src/raft/core/index.ts'
import { append, entry, logOf, Machine, memberEntry, members, persists } from './machine.ts'

const snapshotsTaken = (effects: readonly Effect[]): SnapshotMeta[] =>
  effects.flatMap((effect) => (effect.do === 'take-snapshot' ? [effect.snapshot] : []))

const make = (config: Partial<RaftConfig>): Machine =>
  new Machine({ config: { snapshotEvery: 3, trailing: 0, ...config } })

/** Entries of term 1 from `from` to `through` come from the leader n2, all committed. */
function committed(machine: Machine, from: number, through: number): Effect[] {
  const entries = logOf(Array.from({ length: through }, () => 1)).slice(from - 1)
  return machine.receive(
    'n2',
    append({ prevIndex: from - 1, prevTerm: from > 1 ? 1 : 0, entries, commitIndex: through }),
  )
}

const durable = (machine: Machine, index: number): Effect[] => machine.step({ type: 'snapshot-taken', index })

describe('§7: when a snapshot is taken', () => {
  test('after so many applied entries, of all that is applied then', () => {
    const machine = make({})
    expect(snapshotsTaken(committed(machine, 1, 2))).toEqual([])
    expect(snapshotsTaken(committed(machine, 3, 4))).toEqual([
      { index: 4, term: 1, membership: members(['n1', 'n2', 'n3']) },
    ])
  })

  test('at the end of the step: what it holds was applied, and asked to be stored, before it', () => {
    const machine = make({ snapshotEvery: 1 })
    const effects = committed(machine, 1, 1).map((effect) => effect.do)
    expect(effects.at(-1)).toBe('take-snapshot')
    expect(effects).toContain('persist')
    expect(effects).toContain('apply')
  })

  test('counted from the last one', () => {
    const machine = make({})
    committed(machine, 1, 4)
    durable(machine, 4)
    expect(snapshotsTaken(committed(machine, 5, 6))).toEqual([])
    expect(snapshotsTaken(committed(machine, 7, 7))).toMatchObject([{ index: 7 }])
  })

  test('one at a time: the next waits until the last is durable', () => {
    const machine = make({})
    committed(machine, 1, 3)
    expect(snapshotsTaken(committed(machine, 4, 8))).toEqual([])
    expect(snapshotsTaken(durable(machine, 3))).toMatchObject([{ index: 8 }])
  })

  test('never unless it is set', () => {
    expect(snapshotsTaken(committed(make({ snapshotEvery: 0 }), 1, 200))).toEqual([])
  })

  test('with the membership in force at its end, not the latest in the log (dragonboat, matrixone#23383)', () => {
    const machine = make({})
    const [one, two] = [members(['n1', 'n2', 'n4'], ['n1', 'n2', 'n3']), members(['n1', 'n2', 'n4'])]
    const entries = [entry(1, 1), memberEntry(2, 1, one), entry(3, 1), memberEntry(4, 1, two)]
    const effects = machine.receive('n2', append({ entries, commitIndex: 3 }))
    expect(snapshotsTaken(effects)).toMatchObject([{ index: 3, membership: one }])
  })
})

describe('§7: what the log forgets for it', () => {
  test('nothing before it is durable', () => {
    const machine = make({})
    committed(machine, 1, 3)
    expect(machine.server.log.firstIndex).toBe(1)
    expect(machine.server.snapshot).toBeUndefined()
    const effects = durable(machine, 3)
    expect(machine.server.log.firstIndex).toBe(4)
    expect(machine.server.snapshot).toMatchObject({ index: 3 })
    expect(persists(effects)).toMatchObject([{ base: { index: 3, term: 1 }, from: 0, entries: [] }])
  })

  test('it keeps some entries for followers that lag a little', () => {
    const machine = make({ trailing: 2 })
    committed(machine, 1, 6)
    durable(machine, 6)
    expect(machine.server.log.base).toEqual({ index: 4, term: 1 })
  })

  test('more than there are of them: nothing is forgotten, nothing written', () => {
    const machine = make({ trailing: 10 })
    committed(machine, 1, 6)
    expect(persists(durable(machine, 6))).toEqual([])
    expect(machine.server.log.firstIndex).toBe(1)
    expect(machine.server.snapshot).toMatchObject({ index: 6 })
  })

  test('entries behind the snapshot stay, and count as durable as before', () => {
    const machine = make({})
    committed(machine, 1, 3)
    machine.receive('n2', append({ prevIndex: 3, prevTerm: 1, entries: [entry(4, 1)] }))
    machine.sync()
    durable(machine, 3)
    expect(machine.server.log.from(4)).toEqual([entry(4, 1)])
    expect(machine.server.durableIndex).toBe(4)
  })

  test('word of a snapshot that nobody waits for is ignored', () => {
    const machine = make({})
    committed(machine, 1, 3)
    expect(durable(machine, 2)).toEqual([])
    durable(machine, 3)
    expect(durable(machine, 3)).toEqual([])
  })

  test('a cut goes back to the membership in force at the snapshot, not behind it', () => {
    const machine = make({})
    const later = members(['n1', 'n2'])
    const entries = [entry(1, 1), memberEntry(2, 1, later), entry(3, 1)]
    machine.receive('n2', append({ entries, commitIndex: 3 }))
    durable(machine, 3)
    machine.receive(
      'n2',
      append({ prevIndex: 3, prevTerm: 1, entries: [memberEntry(4, 1, members(['n1']))] }),
    )
    machine.receive('n3', append({ term: 2, prevIndex: 3, prevTerm: 1, entries: [entry(4, 2)] }))
    expect(machine.server.membership).toEqual(later)
  })
})

describe('a leader compacts with an eye to its followers', () => {
  /** A leader that committed three entries with n2; n3 lacks them. */
  function leader(): Machine {
    const machine = make({}).win()
    for (const request of [1, 2]) machine.propose(request)
    machine.sync()
    machine.accept('n2', 3)
    durable(machine, 3)
    return machine
  }

  test('what follows on a snapshot that is on its way to one stays until it is there', () => {
    const machine = leader()
    machine.fire('heartbeat')
    expect(machine.server.progressOf('n3')?.snapshot).toMatchObject({ meta: { index: 3 } })
    for (const request of [3, 4, 5]) machine.propose(request)
    machine.sync()
    machine.accept('n2', 6)
    durable(machine, 6)
    expect(machine.server.log.base.index).toBe(3)
    expect(machine.server.snapshot).toMatchObject({ index: 6 })
  })

  test('but not for ever: one that does not answer holds up nothing', () => {
    const machine = leader()
    for (let heartbeat = 0; heartbeat < 20; heartbeat++) {
      machine.fire('heartbeat')
      machine.accept('n2', 3)
      if ((machine.server.progressOf('n3')?.snapshot?.unanswered ?? 0) >= 16) break
    }
    for (const request of [3, 4, 5]) machine.propose(request)
    machine.sync()
    machine.accept('n2', 6)
    durable(machine, 6)
    expect(machine.server.log.base.index).toBe(6)
  })
})

test('after a restart it goes on from its snapshot: applied, committed, and counted from there', () => {
  const snapshot = { index: 4, term: 2, membership: members(['n1', 'n2', 'n5']) }
  const machine = new Machine({
    currentTerm: 3,
    config: { snapshotEvery: 2 },
    stored: { base: { index: 3, term: 2 }, entries: [entry(4, 2), entry(5, 3)], snapshot },
  })
  expect(machine.server).toMatchObject({ commitIndex: 4, lastApplied: 4, durableIndex: 5 })
  expect(machine.server.membership).toEqual(snapshot.membership)
  const heartbeat = append({ term: 3, prevIndex: 5, prevTerm: 3, commitIndex: 5 })
  const effects = machine.receive('n2', heartbeat)
  expect(effects.flatMap((one) => (one.do === 'apply' ? [one.entry.index] : []))).toEqual([5])
  expect(snapshotsTaken(effects)).toEqual([])
})
