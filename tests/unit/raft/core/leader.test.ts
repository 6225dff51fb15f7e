import { describe, expect, test } from 'vitest'
import type { RaftConfig } from '../../../../src/raft/core/index.ts'
import { append, appendsTo, entry, kinds, Machine, messages, persists } from './machine.ts'

/** A leader of term 3 over a log with these terms, without a no-op. */
function leader(terms: readonly number[] = [], config: Partial<RaftConfig> = {}, size = 3): Machine {
  return new Machine({ size, currentTerm: 2, terms, config: { noop: false, ...config } }).win()
}

const progressOf = (machine: Machine, peer: string) =>
  machine.server.progress.find((one) => one.peer === peer)!
/** The commit index of the leader, after what it holds became durable and these followers hold up to `index`. */
function commitWith(machine: Machine, index: number, followers: readonly string[]): number {
  for (const one of followers) machine.accept(one, index)
  return machine.server.commitIndex
}

describe('Figure 2, Leaders: requests', () => {
  test('a request becomes an entry of the present term at the end of the log, and is put on disk', () => {
    const machine = leader([1])
    const effects = machine.propose(1, { x: 1 })
    expect(machine.server.log.at(2)).toEqual(entry(2, 3, { x: 1 }))
    expect(persists(effects)).toMatchObject([{ state: undefined, from: 2, entries: [entry(2, 3, { x: 1 })] }])
  })

  test('§5.3 it answers after the entry is committed and applied, not before', () => {
    const machine = leader()
    expect(kinds(machine.propose(7))).not.toContain('reply')
    expect(kinds(machine.sync())).not.toContain('reply')
    const effects = machine.accept('n2', 1)
    expect(kinds(effects).slice(0, 2)).toEqual(['apply', 'reply'])
    expect(effects[1]).toEqual({ do: 'reply', request: 7, index: 1 })
  })

  test('each request is answered once, right after its own entry is applied', () => {
    const machine = leader()
    machine.propose(7)
    machine.propose(8)
    machine.sync()
    const effects = machine.accept('n2', 2)
    expect(kinds(effects).slice(0, 4)).toEqual(['apply', 'reply', 'apply', 'reply'])
    expect(kinds(machine.accept('n3', 2))).not.toContain('reply')
  })

  test('a read takes the same way as a write: it is an entry', () => {
    const machine = leader()
    machine.propose(1, 'read', 'read')
    expect(machine.terms).toEqual([3])
  })
})

describe('Figure 2, Leaders: commit', () => {
  test.each([
    [1, []],
    [2, ['n2']],
    [3, ['n2']],
    [4, ['n2', 'n3']],
    [5, ['n2', 'n3']],
  ])('in a cluster of %i it commits with its own disk and %j', (size, followers) => {
    const machine = leader([], {}, size)
    machine.propose(1)
    for (const one of followers.slice(0, -1)) machine.accept(one, 1)
    machine.sync()
    if (followers.length > 0) expect(machine.server.commitIndex).toBe(0)
    expect(commitWith(machine, 1, followers.slice(-1))).toBe(1)
  })

  test('thesis §10.2.1 it counts itself only once its own disk has the entry', () => {
    const machine = leader()
    machine.propose(1)
    expect(commitWith(machine, 1, ['n2'])).toBe(0)
    machine.sync()
    expect(machine.server.commitIndex).toBe(1)
  })

  test('thesis §10.2.1 a majority of followers commits without the disk of the leader', () => {
    const machine = leader()
    machine.propose(1)
    expect(commitWith(machine, 1, ['n2', 'n3'])).toBe(1)
  })

  test('§5.4.2 an entry of an earlier term is not committed by counting (Figure 8)', () => {
    const machine = leader([1, 2])
    expect(commitWith(machine, 2, ['n2', 'n3'])).toBe(0)
  })

  test('§5.4.2 it is committed along with one of the present term', () => {
    const machine = leader([1, 2])
    machine.propose(1)
    machine.sync()
    expect(commitWith(machine, 2, ['n2', 'n3'])).toBe(0)
    expect(commitWith(machine, 3, ['n2'])).toBe(3)
    expect(machine.server.lastApplied).toBe(3)
  })

  test('the highest index that a majority holds: followers at different points', () => {
    const machine = leader([], {}, 5)
    for (let request = 1; request <= 5; request++) machine.propose(request)
    machine.sync()
    machine.accept('n2', 5)
    machine.accept('n3', 2)
    expect(machine.server.commitIndex).toBe(2)
    machine.accept('n4', 4)
    expect(machine.server.commitIndex).toBe(4)
  })

  test('an answer of another term is ignored: it speaks of another log (§5.1)', () => {
    const machine = leader()
    machine.propose(1)
    machine.sync()
    expect(machine.accept('n2', 1, 2)).toEqual([])
    expect(machine.server.commitIndex).toBe(0)
    expect(progressOf(machine, 'n2').matchIndex).toBe(0)
  })

  test('matchIndex never goes back: a late answer says less, not otherwise (raftos#1)', () => {
    const machine = leader()
    machine.propose(1)
    machine.propose(2)
    machine.accept('n2', 2)
    machine.accept('n2', 1)
    expect(progressOf(machine, 'n2').matchIndex).toBe(2)
    expect(machine.server.matchIndexOf('n2')).toBe(2)
  })

  test('an answer to a server that does not lead is ignored', () => {
    const machine = new Machine({ currentTerm: 1 })
    expect(machine.accept('n2', 1, 1)).toEqual([])
  })

  test('the followers learn the commit index with the next message', () => {
    const machine = leader()
    machine.propose(1)
    machine.sync()
    machine.accept('n2', 1)
    expect(appendsTo(machine.fire('heartbeat'), 'n3')).toMatchObject([{ commitIndex: 1 }])
  })
})

describe('§5.3 finding where the logs agree', () => {
  test('a new leader begins at its own end: nextIndex = last + 1, matchIndex = 0', () => {
    const machine = leader([1, 1, 2])
    expect(progressOf(machine, 'n2')).toMatchObject({ nextIndex: 4, matchIndex: 0, state: { kind: 'probe' } })
  })

  test('one: each refusal takes nextIndex back by one and asks again at once', () => {
    const machine = leader([1, 1, 2], { backtrack: 'one' })
    expect(appendsTo(machine.refuse('n2', 3, 0), 'n2')).toMatchObject([{ prevIndex: 2, prevTerm: 1 }])
    expect(appendsTo(machine.refuse('n2', 2, 0), 'n2')).toMatchObject([{ prevIndex: 1 }])
    expect(appendsTo(machine.refuse('n2', 1, 0), 'n2')).toMatchObject([{ prevIndex: 0, prevTerm: 0 }])
  })

  test('fast: the hint of the follower is taken, in one leap', () => {
    const machine = leader([1, 1, 1, 2, 2, 2], { backtrack: 'fast' })
    expect(appendsTo(machine.refuse('n2', 6, 2), 'n2')).toMatchObject([{ prevIndex: 2 }])
  })

  test('fast: a hint that would not go back still goes back by one', () => {
    const machine = leader([1, 1, 1], { backtrack: 'fast' })
    expect(appendsTo(machine.refuse('n2', 3, 9), 'n2')).toMatchObject([{ prevIndex: 2 }])
  })

  test.each(['one', 'fast'] as const)(
    '%s: nextIndex stays above matchIndex, whatever a late refusal says',
    (backtrack) => {
      const machine = leader([1, 1, 1], { backtrack })
      machine.accept('n2', 3)
      expect(machine.refuse('n2', 3, 0)).toEqual([])
      expect(machine.refuse('n2', 2, 0)).toEqual([])
      expect(progressOf(machine, 'n2')).toMatchObject({ matchIndex: 3, nextIndex: 4 })
    },
  )

  test('a refusal of an earlier probe is ignored: the present one is under way', () => {
    const machine = leader([1, 1, 1, 1], { backtrack: 'one' })
    machine.refuse('n2', 4, 0)
    machine.refuse('n2', 3, 0)
    expect(machine.refuse('n2', 4, 0)).toEqual([])
    expect(progressOf(machine, 'n2').nextIndex).toBe(3)
  })

  test('a refusal without a claim (index 0) moves nothing', () => {
    const machine = leader([1])
    expect(machine.refuse('n2', 0, 0)).toEqual([])
    expect(progressOf(machine, 'n2').nextIndex).toBe(2)
  })

  test('once they agree, the rest is sent', () => {
    const machine = leader([1, 1, 2], { backtrack: 'one' })
    machine.refuse('n2', 3, 0)
    const effects = machine.refuse('n2', 2, 0)
    expect(appendsTo(effects, 'n2')).toMatchObject([{ prevIndex: 1, entries: [entry(2, 1), entry(3, 2)] }])
    machine.accept('n2', 3)
    expect(progressOf(machine, 'n2')).toMatchObject({ matchIndex: 3, nextIndex: 4 })
  })
})

describe('sending', () => {
  test('probing: one message at a time until one is accepted', () => {
    const machine = leader([1])
    expect(appendsTo(machine.propose(1), 'n2')).toEqual([])
    expect(appendsTo(machine.propose(2), 'n2')).toEqual([])
    expect(appendsTo(machine.accept('n2', 1), 'n2')).toMatchObject([
      { prevIndex: 1, entries: [{ index: 2 }, { index: 3 }] },
    ])
  })

  test('thesis §10.2.1 pipelining: afterwards entries are sent ahead of the answers', () => {
    const machine = leader([1])
    machine.accept('n2', 1)
    expect(appendsTo(machine.propose(1), 'n2')).toMatchObject([{ prevIndex: 1, entries: [{ index: 2 }] }])
    expect(appendsTo(machine.propose(2), 'n2')).toMatchObject([{ prevIndex: 2, entries: [{ index: 3 }] }])
  })

  test('without pipelining it waits for each answer', () => {
    const machine = leader([1], { pipeline: false })
    machine.accept('n2', 1)
    expect(appendsTo(machine.propose(1), 'n2')).toMatchObject([{ entries: [{ index: 2 }] }])
    expect(appendsTo(machine.propose(2), 'n2')).toEqual([])
    expect(appendsTo(machine.accept('n2', 2), 'n2')).toMatchObject([
      { prevIndex: 2, entries: [{ index: 3 }] },
    ])
  })

  test('at most `batch` entries a message', () => {
    const machine = leader([1, 1, 1, 1], { batch: 2 })
    expect(appendsTo(machine.refuse('n2', 4, 0), 'n2')).toMatchObject([
      { prevIndex: 0, entries: [{ index: 1 }, { index: 2 }] },
    ])
    expect(appendsTo(machine.accept('n2', 2), 'n2')).toMatchObject([
      { prevIndex: 2, entries: [{ index: 3 }, { index: 4 }] },
    ])
  })

  test('§5.3 what was not answered is sent again with the heartbeats, for ever', () => {
    const machine = leader([1])
    machine.accept('n2', 1)
    machine.propose(1)
    machine.fire('heartbeat')
    for (let beat = 0; beat < 5; beat++) {
      expect(appendsTo(machine.fire('heartbeat'), 'n2')).toMatchObject([
        { prevIndex: 1, entries: [{ index: 2 }] },
      ])
    }
  })

  test('a message answered twice does not make two: answers must not multiply', () => {
    const machine = leader([1])
    machine.propose(1)
    machine.accept('n2', 1)
    expect(appendsTo(machine.accept('n2', 1), 'n2')).toEqual([])
    machine.accept('n2', 2)
    expect(appendsTo(machine.accept('n2', 2), 'n2')).toEqual([])
  })

  test('nor when more waits to be sent: the answer to the first copy has sent it on', () => {
    const machine = leader([1], { batch: 1 })
    for (const request of [1, 2, 3]) machine.propose(request)
    expect(appendsTo(machine.accept('n2', 1), 'n2')).toMatchObject([{ entries: [{ index: 2 }] }])
    expect(appendsTo(machine.accept('n2', 1), 'n2')).toEqual([])
  })

  test('the answer to an empty heartbeat sends what came meanwhile, though it says nothing new', () => {
    const machine = leader([1], { pipeline: false })
    machine.accept('n2', 1)
    machine.fire('heartbeat')
    expect(appendsTo(machine.propose(1), 'n2')).toEqual([])
    expect(appendsTo(machine.accept('n2', 1), 'n2')).toMatchObject([{ entries: [{ index: 2 }] }])
  })

  test('nothing is sent when there is nothing to send', () => {
    const machine = leader([1])
    expect(messages(machine.accept('n2', 1))).toEqual([])
  })

  test('§5.2 the heartbeat goes to every follower and is set anew; a server that does not lead sends none', () => {
    const machine = leader([1], {}, 5)
    const effects = machine.fire('heartbeat')
    expect(messages(effects)).toHaveLength(4)
    expect(effects).toContainEqual({ do: 'set-timer', timer: 'heartbeat', low: 50, high: 50 })
    machine.receive('n2', append({ term: 9 }))
    expect(machine.fire('heartbeat')).toEqual([])
  })

  test('entries leave without waiting for the leader’s own disk', () => {
    const machine = leader([1])
    machine.accept('n2', 1)
    expect(kinds(machine.propose(1))).toEqual(['persist', 'send append'])
  })
})

test('a request whose place another entry took is given up once, and not answered with that entry’s result', () => {
  const machine = leader()
  machine.propose(1)
  const effects = [
    ...machine.receive('n2', append({ term: 4, entries: [entry(1, 4)], commitIndex: 1 })),
    ...machine.sync(),
  ]
  expect(machine.terms).toEqual([4])
  expect(machine.server.lastApplied).toBe(1)
  expect(effects.filter((effect) => effect.do === 'abandon')).toEqual([{ do: 'abandon', request: 1 }])
  expect(kinds(effects)).not.toContain('reply')
})

describe('durability follows the cuts', () => {
  test('what is written anew over a cut counts only once it is durable itself', () => {
    const machine = new Machine({ size: 3, currentTerm: 1, terms: [1, 1], config: { noop: false } })
    machine.receive('n2', append({ term: 2, prevIndex: 1, prevTerm: 1, entries: [entry(2, 2)] }))
    expect(machine.server.durableIndex).toBe(1)
    machine.sync()
    expect(machine.server.durableIndex).toBe(2)
  })

  test('a write that was cut while it was under way does not count for what stands there now', () => {
    const machine = new Machine({ currentTerm: 1, terms: [1] })
    const [old] = persists(
      machine.receive('n2', append({ term: 1, prevIndex: 1, prevTerm: 1, entries: [entry(2, 1)] })),
    )
    machine.receive('n3', append({ term: 2, prevIndex: 1, prevTerm: 1, entries: [entry(2, 2)] }))
    machine.step({ type: 'persisted', token: old!.token })
    expect(machine.server.durableIndex).toBe(1)
    machine.sync()
    expect(machine.server.durableIndex).toBe(2)
  })
})
