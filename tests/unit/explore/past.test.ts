import { describe, expect, test } from 'vitest'
import { BROKEN, Pasts, type Executed } from '../../../src/explore/past.ts'
import type { ShownState } from '../../../src/explore/shown-state.ts'

const shown = ({
  terms = [],
  ...rest
}: Partial<Omit<ShownState, 'log' | 'durable'>> & { readonly terms?: readonly number[] }): ShownState => {
  const log = { firstIndex: 1, baseTerm: 0, terms, digests: terms.map((term) => term * 10) }
  return {
    leads: false,
    currentTerm: 0,
    votedFor: null,
    isSynced: true,
    commitIndex: 0,
    log,
    durable: log,
    settled: undefined,
    ...rest,
  }
}

/** The past after each of these steps: server, state before, state after. */
function after(
  ...steps: readonly (readonly [number, ShownState, ShownState, (readonly Executed[])?])[]
): number {
  const pasts = new Pasts(3)
  let past = pasts.begin
  for (const [server, before, now, executed = []] of steps) {
    past = pasts.after(
      past,
      pasts.factsOf(server, before, now, { executed, votesTold: [], isRestart: false }),
    )
    if (past === BROKEN) return past
  }
  return past
}

const begin = shown({})
const nothing = { executed: [], votesTold: [], isRestart: false }

describe('a past', () => {
  test('is broken by two leaders in a term, and not by one that is seen twice', () => {
    const leader = shown({ leads: true, currentTerm: 1 })
    expect(after([0, begin, leader], [1, begin, leader])).toBe(BROKEN)
    expect(after([0, begin, leader], [0, begin, leader])).not.toBe(BROKEN)
    expect(after([0, begin, leader], [1, begin, { ...leader, currentTerm: 2 }])).not.toBe(BROKEN)
  })

  test('is broken by a leader of a later term without a committed entry, whichever comes first', () => {
    const commits = shown({ leads: true, currentTerm: 1, terms: [1], commitIndex: 1 })
    const without = shown({ leads: true, currentTerm: 2 })
    const withIt = shown({ leads: true, currentTerm: 2, terms: [1] })
    expect(after([0, begin, commits], [1, begin, without])).toBe(BROKEN)
    expect(after([1, begin, without], [0, begin, commits])).toBe(BROKEN)
    expect(after([0, begin, commits], [1, begin, withIt])).not.toBe(BROKEN)
  })

  test('knows what is compacted away in the event that commits it: by the log before, or by its term alone', () => {
    const holds = shown({ leads: true, currentTerm: 1, terms: [1] })
    const log = { firstIndex: 2, baseTerm: 1, terms: [], digests: [] }
    const compacted = { ...holds, commitIndex: 1, log, durable: log }
    const without = shown({ leads: true, currentTerm: 2 })
    const withIt = shown({ leads: true, currentTerm: 2, terms: [1] })
    const otherOfTheTerm = { ...withIt, log: { ...withIt.log, digests: [999] } }
    for (const before of [holds, begin]) {
      expect(after([0, before, compacted], [1, begin, without])).toBe(BROKEN)
      expect(after([0, before, compacted], [1, begin, withIt])).not.toBe(BROKEN)
    }
    expect(after([0, holds, compacted], [1, begin, otherOfTheTerm])).toBe(BROKEN)
    expect(after([0, begin, compacted], [1, begin, otherOfTheTerm])).not.toBe(BROKEN)
  })

  test('takes nothing of a log that a snapshot of another replaced', () => {
    const stale = shown({ currentTerm: 2, terms: [1, 1] })
    const log = { firstIndex: 3, baseTerm: 2, terms: [], digests: [] }
    const restored = { ...stale, commitIndex: 2, log, durable: log }
    const leader = shown({ leads: true, currentTerm: 3, terms: [2, 2] })
    expect(after([0, stale, restored], [1, begin, leader])).not.toBe(BROKEN)
  })

  test('is not broken by a leader of an earlier term that is elected late', () => {
    const commits = shown({ leads: true, currentTerm: 3, terms: [3], commitIndex: 1 })
    expect(after([0, begin, commits], [1, begin, shown({ leads: true, currentTerm: 2 })])).not.toBe(BROKEN)
  })

  test('is broken by two entries committed at one index', () => {
    const one = shown({ currentTerm: 1, terms: [1], commitIndex: 1 })
    const other = shown({ currentTerm: 2, terms: [2], commitIndex: 1 })
    expect(after([0, begin, one], [1, begin, other])).toBe(BROKEN)
    expect(after([0, begin, one], [1, begin, { ...one, currentTerm: 2 }])).not.toBe(BROKEN)
  })

  test('is broken by a second vote in a term, also after a restart', () => {
    const first = shown({ currentTerm: 1, votedFor: 'n1' })
    const second = shown({ currentTerm: 1, votedFor: 'n2' })
    expect(after([2, begin, first], [2, shown({ currentTerm: 1 }), second])).toBe(BROKEN)
    expect(after([2, begin, first], [2, first, { ...second, currentTerm: 2 }])).not.toBe(BROKEN)
    expect(after([2, begin, first], [1, begin, second])).not.toBe(BROKEN)
  })

  test('is broken by a vote that is forgotten within a term, and not by one that a restart lost', () => {
    const voted = shown({ currentTerm: 1, votedFor: 'n1' })
    expect(after([2, begin, voted], [2, voted, shown({ currentTerm: 1 })])).toBe(BROKEN)
    const pasts = new Pasts(3)
    const lost = pasts.factsOf(2, voted, shown({ currentTerm: 1 }), { ...nothing, isRestart: true })
    expect(pasts.after(pasts.begin, lost)).not.toBe(BROKEN)
  })

  test('is broken by two votes that others were told of, though none was on disk', () => {
    const pasts = new Pasts(3)
    const told = (candidate: string): number =>
      pasts.factsOf(2, begin, begin, { ...nothing, votesTold: [{ term: 1, candidate }] })
    const once = pasts.after(pasts.begin, told('n1'))
    expect(pasts.after(once, told('n1'))).toBe(once)
    expect(pasts.after(once, told('n2'))).toBe(BROKEN)
  })

  test('takes no note of a vote that may be forgotten', () => {
    const unsynced = shown({ currentTerm: 1, votedFor: 'n1', isSynced: false })
    const other = shown({ currentTerm: 1, votedFor: 'n2' })
    expect(after([2, begin, unsynced], [2, begin, other])).not.toBe(BROKEN)
    expect(
      after([2, begin, unsynced], [2, unsynced, { ...unsynced, isSynced: true }], [2, begin, other]),
    ).toBe(BROKEN)
  })

  test('is broken by a request that is executed at two places of the log', () => {
    const at = (index: number): readonly Executed[] => [{ index, client: 1, sequence: 1 }]
    expect(after([0, begin, begin, at(1)], [0, begin, begin, at(2)])).toBe(BROKEN)
    expect(after([0, begin, begin, at(1)], [1, begin, begin, at(1)])).not.toBe(BROKEN)
  })

  test('is the same whatever the order of what does not touch', () => {
    const one = [0, begin, shown({ leads: true, currentTerm: 1 })] as const
    const other = [1, begin, shown({ currentTerm: 2, votedFor: 'n2' })] as const
    const pasts = new Pasts(3)
    const run = (...steps: readonly (typeof one | typeof other)[]): number =>
      steps.reduce(
        (past, [server, before, now]) => pasts.after(past, pasts.factsOf(server, before, now, nothing)),
        pasts.begin,
      )
    expect(run(one, other)).toBe(run(other, one))
  })
})
