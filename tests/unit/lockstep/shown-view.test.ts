import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ShownView } from '../../../src/lockstep/shown-view.ts'
import type { NodeView } from '../../../src/record/node-view.ts'

const viewOf = (firstIndex: number, terms: readonly number[]): NodeView => ({
  ...{ role: 'follower', currentTerm: 9, votedFor: null, commitIndex: 0, lastApplied: 0, firstIndex },
  log: terms.map((term, at) => ({ index: firstIndex + at, term, digest: `d${term}` })),
})

test('what has changed of a log, put together, is the log', () => {
  const change = fc.record({ gone: fc.nat(3), kept: fc.nat(8), more: fc.array(fc.nat(5), { maxLength: 4 }) })
  fc.assert(
    fc.property(fc.array(fc.nat(5)), fc.array(change), (begin, changes) => {
      const shown = new ShownView()
      let view = viewOf(1, begin)
      shown.take(view)
      expect(shown.now).toEqual(view)
      for (const { gone, kept, more } of changes) {
        const left = view.log.slice(gone, gone + kept).map(({ term }) => term)
        const firstIndex = view.firstIndex + Math.min(gone, view.log.length)
        view = viewOf(firstIndex, [...left, ...more])
        const logFrom = firstIndex + left.length
        shown.take({ ...view, logFrom, log: view.log.filter(({ index }) => index >= logFrom) })
        expect(shown.now).toEqual(view)
      }
    }),
  )
})

test('the lowest index that has changed since it was looked at is told', () => {
  const shown = new ShownView()
  shown.take(viewOf(3, [1, 2, 3]))
  expect(shown.changedFrom).toBeLessThanOrEqual(3)
  shown.changedFrom = Infinity
  const change = (logFrom: number, terms: readonly number[], firstIndex = 3): void =>
    shown.take({ ...viewOf(firstIndex, []), logFrom, log: viewOf(logFrom, terms).log })
  change(6, [])
  expect(shown.changedFrom).toBe(Infinity)
  change(6, [4])
  change(7, [4])
  expect(shown.changedFrom).toBe(6)
  change(5, [])
  change(5, [9], 4)
  expect(shown.changedFrom).toBe(5)
  shown.take(viewOf(4, [1]))
  expect(shown.changedFrom).toBeLessThanOrEqual(4)
})

test('a view whole takes the place of all before', () => {
  const shown = new ShownView()
  shown.take(viewOf(1, [1, 2, 3]))
  shown.take(viewOf(7, [4]))
  expect(shown.now).toEqual(viewOf(7, [4]))
  shown.take({ ...viewOf(7, [5]), logFrom: 8, log: [{ index: 8, term: 5, digest: 'd5' }] })
  expect(shown.now).toEqual(viewOf(7, [4, 5]))
})

test.each([
  ['in the first view', undefined, { ...viewOf(1, []), logFrom: 1 }, /not said in the first view/],
  [
    'behind the end',
    viewOf(1, [1]),
    { ...viewOf(1, []), logFrom: 3 },
    /from firstIndex, 1, to one past the end/,
  ],
  ['before its begin', viewOf(4, [1]), { ...viewOf(4, []), logFrom: 3 }, /from firstIndex, 4/],
  ['no number', viewOf(1, [1]), { ...viewOf(1, []), logFrom: 'all' as never }, /view.logFrom "all"/],
  [
    'of what came back',
    viewOf(4, [1]),
    { ...viewOf(2, []), logFrom: 4 },
    /of which firstIndex shows more now/,
  ],
])('logFrom %s is a breach', (_name, before, change, says) => {
  const shown = new ShownView()
  if (before !== undefined) shown.take(before)
  expect(() => shown.take(change)).toThrow(says)
  expect(() => shown.take(change)).toThrow(
    expect.objectContaining({ property: 'lockstep', shape: 'view.logFrom' }),
  )
})
