import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EntryView, NodeView } from '../../../src/record/node-view.ts'
import { ContractBreach } from '../../../src/subject/contract-breach.ts'
import { ViewLog, ViewState } from '../../../src/subject/view-state.ts'

interface Shown {
  readonly firstIndex: number
  readonly entries: readonly { readonly term: number; readonly digest: string }[]
  /** Whether an observer looks at it afterwards. */
  readonly seen: boolean
}

const shown: fc.Arbitrary<Shown> = fc.record({
  firstIndex: fc.integer({ min: 1, max: 6 }),
  entries: fc.array(fc.record({ term: fc.integer({ min: 1, max: 2 }), digest: fc.constantFrom('a', 'b') }), {
    maxLength: 6,
  }),
  seen: fc.boolean(),
})

const logOf = ({ firstIndex, entries }: Pick<Shown, 'firstIndex' | 'entries'>): EntryView[] =>
  entries.map((entry, at) => ({ index: firstIndex + at, ...entry }))

/** The lowest index from `firstIndex` on at which the two differ. */
function firstDifference(
  before: readonly EntryView[],
  after: readonly EntryView[],
  firstIndex: number,
): number {
  const text = (log: readonly EntryView[], index: number): string =>
    JSON.stringify(log.find((entry) => entry.index === index))
  for (let index = firstIndex; index < 20; index++)
    if (text(before, index) !== text(after, index)) return index
  return Infinity
}

test('a log that follows views tells the lowest index that changed since it was looked at, as a naive comparison does', () => {
  fc.assert(
    fc.property(fc.array(shown, { maxLength: 12, size: 'max' }), (views) => {
      const log = new ViewLog()
      let before: EntryView[] = []
      let first = 1
      let changed = Infinity
      let leapt = false
      for (const view of views) {
        const after = logOf(view)
        leapt ||= view.firstIndex < first || view.firstIndex > first + before.length
        changed = Math.min(changed, firstDifference(before, after, view.firstIndex))
        log.update(after, view.firstIndex)
        // after a leap it may say more than changed, never less
        if (leapt) expect(log.changedFrom).toBeLessThanOrEqual(changed)
        else expect(log.changedFrom).toBe(changed)
        expect(log.firstIndex).toBe(view.firstIndex)
        expect(log.lastIndex).toBe(view.firstIndex + after.length - 1)
        for (const { index, term } of after) expect(log.termAt(index)).toBe(term)
        expect(log.termAt(log.lastIndex + 1)).toBe(-1)
        expect(log.digestAt(log.lastIndex + 1)).toBe(0)
        expect(log.termAt(0)).toBe(0)
        before = after
        first = view.firstIndex
        if (view.seen) {
          log.markSeen()
          changed = Infinity
          leapt = false
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('a log that is told what has not changed ends as one that compares all', () => {
  fc.assert(
    fc.property(fc.array(shown, { maxLength: 12, size: 'max' }), (views) => {
      const told = new ViewLog()
      const compared = new ViewLog()
      let before: EntryView[] = []
      for (const view of views) {
        const after = logOf(view)
        compared.update(after, view.firstIndex)
        told.update(
          after,
          view.firstIndex,
          undefined,
          'view()',
          firstDifference(before, after, view.firstIndex),
        )
        expect(told).toEqual(compared)
        before = after
        if (!view.seen) continue
        for (const log of [told, compared]) log.markSeen()
      }
    }),
    { numRuns: 300 },
  )
})

test('entries below the index that is told are not looked at, unless they are new', () => {
  const log = new ViewLog()
  const entries = logOf({ firstIndex: 1, entries: [1, 2].map((term) => ({ term, digest: 'a' })) })
  // nothing was taken in before
  log.update(entries, 1, undefined, 'view()', 9)
  expect([log.termAt(1), log.termAt(2)]).toEqual([1, 2])
  const others = logOf({ firstIndex: 1, entries: [7, 7, 7].map((term) => ({ term, digest: 'a' })) })
  log.update(others, 1, undefined, 'view()', 2)
  expect([log.termAt(1), log.termAt(2), log.termAt(3)]).toEqual([1, 7, 7])
})

test('the same view again changes nothing', () => {
  const log = new ViewLog()
  const view = logOf({ firstIndex: 3, entries: [{ term: 1, digest: 'a' }] })
  log.update(view, 3)
  log.markSeen()
  log.update([...view], 3)
  expect(log.changedFrom).toBe(Infinity)
})

test('equal digests are equal, different ones differ', () => {
  const log = new ViewLog()
  log.update(logOf({ firstIndex: 1, entries: ['a', 'b', 'a'].map((digest) => ({ term: 1, digest })) }), 1)
  expect(log.digestAt(1)).toBe(log.digestAt(3))
  expect(log.digestAt(1)).not.toBe(log.digestAt(2))
})

const good: NodeView = {
  role: 'follower',
  currentTerm: 3,
  votedFor: 'n2',
  log: [{ index: 1, term: 1, digest: 'a' }],
  firstIndex: 1,
  commitIndex: 1,
  lastApplied: 0,
}

test('a state takes over what the view shows', () => {
  const state = new ViewState()
  state.update(good)
  expect(state).toMatchObject({
    role: 'follower',
    currentTerm: 3,
    votedFor: 'n2',
    commitIndex: 1,
    lastApplied: 0,
  })
  expect(state.log.termAt(1)).toBe(1)
  state.update({ ...good, votedFor: null })
  expect(state.votedFor).toBeNull()
})

describe('a malformed view is refused in words that name view() and what is wrong with it', () => {
  const entries = (...log: unknown[]) => ({ ...good, log })
  test.each([
    ['an unknown role', { ...good, role: 'boss' }, /view\(\)\.role .*"boss"/],
    ['a term that is no number', { ...good, currentTerm: '3' }, /view\(\)\.currentTerm .*"3"/],
    ['a negative commit index', { ...good, commitIndex: -1 }, /view\(\)\.commitIndex .*-1/],
    ['half an applied index', { ...good, lastApplied: 0.5 }, /view\(\)\.lastApplied .*0\.5/],
    ['a missing applied index', { ...good, lastApplied: undefined }, /view\(\)\.lastApplied/],
    ['a vote that is no id', { ...good, votedFor: 2 }, /view\(\)\.votedFor .*2/],
    ['no vote field', { ...good, votedFor: undefined }, /view\(\)\.votedFor/],
    ['no log', { ...good, log: undefined }, /view\(\)\.log is .*NodeView wants a list/],
    ['a log that is no list', { ...good, log: {} }, /view\(\)\.log is .*NodeView wants a list/],
    ['a first index of 0', { ...good, firstIndex: 0 }, /view\(\)\.firstIndex is 0; NodeView wants/],
    [
      'a hole in the log',
      entries({ index: 2, term: 1, digest: 'a' }),
      /view\(\)\.log\[0\] is .*NodeView wants index 1/,
    ],
    [
      'an entry without a term',
      entries({ index: 1, digest: 'a' }),
      /view\(\)\.log\[0\] is .*NodeView wants .*term/,
    ],
    [
      'an entry of a negative term',
      entries({ index: 1, term: -1, digest: 'a' }),
      /view\(\)\.log\[0\] is .*NodeView wants .*term/,
    ],
    ['an entry that is null', entries(null), /view\(\)\.log\[0\]/],
    [
      'an entry whose digest is no text',
      entries({ index: 1, term: 1, digest: { command: 1 } }),
      /view\(\)\.log\[0\] is .*"digest":\{"command":1\}.*a digest, a text/,
    ],
    ['a promise of a view', Promise.resolve(good), /view\(\) is a promise; NodeView wants the view itself/],
    ['no view at all', undefined, /view\(\)/],
    ['a view that is null', null, /view\(\)/],
  ])('%s', (_, view, message) => {
    expect(() => new ViewState().update(view as unknown as NodeView)).toThrow(ContractBreach)
    expect(() => new ViewState().update(view as unknown as NodeView)).toThrow(message)
  })
})
