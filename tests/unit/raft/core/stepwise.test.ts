import { describe, expect, test } from 'vitest'
import type { AppendEntries, Effect } from '../../../../src/raft/core/index.ts'
import { append, appendsTo, entry, Machine } from './machine.ts'

const config = { replication: 'stepwise', noop: false } as const

/** A leader of term 1 whose log held these terms when it won. Its followers have answered nothing yet. */
const leader = (terms: readonly number[] = []): Machine => new Machine({ terms, config }).win()

const only = (effects: readonly Effect[], to = 'n2'): AppendEntries => {
  const sent = appendsTo(effects, to)
  expect(sent).toHaveLength(1)
  return sent[0]!
}

/** The lengths of what goes to a follower. */
const lengths = (effects: readonly Effect[], to = 'n2'): number[] =>
  appendsTo(effects, to).map(({ entries }) => entries.length)

describe('N5: one RPC for both', () => {
  test('a heartbeat is an append without entries, with all its fields', () => {
    const machine = leader([1, 1])
    expect(only(machine.fire('heartbeat'))).toEqual(append({ term: 1, prevIndex: 2, prevTerm: 1 }))
  })

  test('an append carries the same fields, and its answer counts as that of a heartbeat', () => {
    const machine = leader([1, 1])
    machine.accept('n2', 2)
    const sent = only(machine.propose(7))
    expect(sent).toEqual(
      append({ term: 1, prevIndex: 2, prevTerm: 1, entries: [entry(3, 1, 'c7')], commitIndex: 2 }),
    )
    machine.propose(8)
    expect(only(machine.accept('n2', 3))).toMatchObject({ prevIndex: 3, entries: [{ command: 'c8' }] })
  })
})

describe('N6, sentence by sentence', () => {
  test('a new leader sets matchIndex to 0 and nextIndex to last index + 1', () => {
    const machine = new Machine({ size: 4, terms: [1, 1, 1], config }).win()
    expect(machine.server.progress).toMatchObject(
      ['n2', 'n3', 'n4'].map((peer) => ({ peer, matchIndex: 0, nextIndex: 4 })),
    )
  })

  test('what a leader knew in an earlier term is forgotten', () => {
    const machine = leader([1])
    machine.accept('n2', 1)
    expect(machine.server.matchIndexOf('n2')).toBe(1)
    machine.receive('n3', append({ term: 2, prevIndex: 9, prevTerm: 2 }))
    machine.win()
    expect(machine.server.progress).toMatchObject([
      { matchIndex: 0, nextIndex: 2 },
      { matchIndex: 0, nextIndex: 2 },
    ])
  })

  test('on `false`, nextIndex-- and again, one step at a time, whatever the hint says', () => {
    const machine = leader([1, 1, 1])
    for (const refused of [3, 2, 1]) {
      expect(only(machine.refuse('n2', refused, 0))).toMatchObject({ prevIndex: refused - 1, entries: [] })
      expect(machine.server.progress[0]!.nextIndex).toBe(refused)
    }
    expect(machine.server.progress[0]!.matchIndex).toBe(0)
  })

  test('only `true` says where the logs match', () => {
    const machine = leader([1, 1, 1])
    machine.refuse('n2', 3, 2)
    expect(machine.server.matchIndexOf('n2')).toBe(0)
    machine.accept('n2', 2)
    expect(machine.server.matchIndexOf('n2')).toBe(2)
  })

  test('a refusal that comes twice, or late, steps back once', () => {
    const machine = leader([1, 1, 1])
    machine.refuse('n2', 3, 0)
    expect(lengths(machine.refuse('n2', 3, 0))).toEqual([])
    expect(machine.server.progress[0]!.nextIndex).toBe(3)
    machine.accept('n2', 2)
    expect(lengths(machine.refuse('n2', 2, 0))).toEqual([])
  })

  test('entries go one at a time even if the follower lacks many', () => {
    const machine = leader([1, 1, 1, 1])
    for (const refused of [4, 3, 2, 1]) machine.refuse('n2', refused, 0)
    for (const matched of [0, 1, 2, 3]) {
      expect(only(machine.accept('n2', matched))).toMatchObject({
        prevIndex: matched,
        entries: [{ index: matched + 1 }],
      })
    }
    expect(lengths(machine.accept('n2', 4))).toEqual([])
  })

  test('also with a large batch and pipelining set: those settings mean nothing here', () => {
    const machine = new Machine({ config: { ...config, batch: 64, pipeline: true } }).win()
    machine.accept('n2', 0)
    expect([1, 2, 3].map((request) => lengths(machine.propose(request)))).toEqual([[1], [], []])
  })

  test('entries are sent only after the last heartbeat was answered `true`', () => {
    const machine = leader([1])
    expect(lengths(machine.propose(1))).toEqual([]) // the heartbeat of the election is unanswered
    expect(lengths(machine.fire('heartbeat'))).toEqual([0]) // and so is this one
    expect(lengths(machine.refuse('n2', 1, 0))).toEqual([0]) // `false` is not `true`
    expect(lengths(machine.accept('n2', 0))).toEqual([1])
    expect(lengths(machine.propose(2))).toEqual([]) // the entry itself is unanswered
    expect(lengths(machine.fire('heartbeat'))).toEqual([0])
  })

  test('the answer to an earlier message is no answer to the last one', () => {
    const machine = leader()
    machine.accept('n2', 0)
    machine.propose(1)
    machine.propose(2)
    machine.fire('heartbeat') // asks again about index 0, while entry 1 is on its way
    expect(lengths(machine.accept('n2', 1))).toEqual([])
    expect(machine.server.matchIndexOf('n2')).toBe(1)
    expect(only(machine.accept('n2', 0))).toMatchObject({ prevIndex: 1, entries: [{ index: 2 }] })
  })

  test('and only when something is outstanding', () => {
    const machine = leader([1])
    expect(lengths(machine.accept('n2', 1))).toEqual([])
    expect(lengths(machine.propose(1))).toEqual([1])
    expect(lengths(machine.accept('n2', 2))).toEqual([])
  })

  test('an entry that was lost goes again, after the next heartbeat was answered', () => {
    const machine = leader()
    machine.accept('n2', 0)
    const first = only(machine.propose(1))
    expect(lengths(machine.fire('heartbeat'))).toEqual([0])
    expect(only(machine.accept('n2', 0))).toEqual(first)
  })

  test('followers go each at their own pace', () => {
    const machine = leader()
    machine.accept('n2', 0)
    expect(lengths(machine.propose(1), 'n2')).toEqual([1])
    expect(lengths(machine.propose(2), 'n3')).toEqual([])
    expect(only(machine.accept('n3', 0), 'n3')).toMatchObject({ entries: [{ index: 1 }] })
  })
})

describe('N7: followers learn of a commit at the next heartbeat, then apply', () => {
  test('the commit itself sends nothing; the next heartbeat carries it', () => {
    const machine = leader()
    machine.accept('n2', 0)
    machine.propose(1)
    machine.sync()
    const committed = machine.accept('n2', 1)
    expect(machine.server.commitIndex).toBe(1)
    expect(committed.map((effect) => effect.do)).toEqual(['apply', 'reply'])
    expect(only(machine.fire('heartbeat'))).toMatchObject({ entries: [], commitIndex: 1 })
  })

  test('the follower applies only then', () => {
    const machine = new Machine({ config, currentTerm: 1 })
    const applied = (effects: readonly Effect[]): number =>
      effects.filter((effect) => effect.do === 'apply').length
    expect(applied(machine.receive('n2', append({ entries: [entry(1, 1)] })))).toBe(0)
    expect(applied(machine.sync())).toBe(0)
    expect(applied(machine.receive('n2', append({ prevIndex: 1, prevTerm: 1, commitIndex: 1 })))).toBe(1)
  })
})
