import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HarnessError } from '../../../../src/base/assert.ts'
import { RaftLog } from '../../../../src/raft/core/index.ts'
import { entry, logOf } from './machine.ts'

const change = fc.oneof(
  fc.record({ do: fc.constant('append' as const), term: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('cut' as const), at: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ do: fc.constant('seen' as const) }),
)

test('equals a plain list, and changedFrom is the lowest index written or cut since it was looked at', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 5 }),
      fc.array(change),
      (start, changes) => {
        const log = new RaftLog(logOf(start))
        let model = logOf(start)
        let changed = Infinity
        for (const one of changes) {
          if (one.do === 'append') {
            const next = entry(model.length + 1, one.term)
            log.append(next)
            model.push(next)
            changed = Math.min(changed, next.index)
          } else if (one.do === 'cut') {
            if (one.at <= model.length) changed = Math.min(changed, one.at)
            log.cutFrom(one.at)
            model = model.slice(0, one.at - 1)
          } else {
            log.markSeen()
            changed = Infinity
          }
          expect(log.changedFrom).toBe(changed)
          expect(log.from(1)).toEqual(model)
          expect(log.lastIndex).toBe(model.length)
          expect(log.lastTerm).toBe(model.at(-1)?.term ?? 0)
          for (let index = 1; index <= model.length + 1; index++) {
            expect(log.termAt(index)).toBe(model[index - 1]?.term ?? -1)
            expect(log.digestAt(index)).toBe(model[index - 1]?.digest ?? 0)
            expect(log.at(index)).toEqual(model[index - 1])
            expect(log.from(index, 2)).toEqual(model.slice(index - 1, index + 1))
          }
        }
      },
    ),
  )
})

test('has no holes: an entry that does not follow the last one is refused', () => {
  const log = new RaftLog(logOf([1, 1]))
  expect(() => log.append(entry(4, 1))).toThrow(HarnessError)
  expect(() => log.append(entry(2, 1))).toThrow(HarnessError)
  expect(() => new RaftLog([entry(2, 1)])).toThrow(HarnessError)
})

test('keeps its own list: what was handed in or out does not change with it', () => {
  const given = logOf([1, 1])
  const log = new RaftLog(given)
  const handedOut = log.from(1)
  log.cutFrom(2)
  expect(given).toHaveLength(2)
  expect(handedOut).toHaveLength(2)
})

describe('§7: beginAfter, the log begins after the last entry that a snapshot holds', () => {
  test('if it holds that very entry, what is behind stays', () => {
    const log = new RaftLog(logOf([1, 1, 2, 2]))
    expect(log.beginAfter({ index: 3, term: 2 })).toBe(true)
    expect([log.firstIndex, log.lastIndex, log.lastTerm]).toEqual([4, 4, 2])
    expect([log.termAt(2), log.termAt(3), log.termAt(4)]).toEqual([-1, 2, 2])
    expect(log.from(4)).toEqual([entry(4, 2)])
    log.append(entry(5, 3))
    expect(log.at(5)).toEqual(entry(5, 3))
  })

  test.each([
    ['is of another history', [1, 1, 1, 1]],
    ['is shorter', [1, 1]],
    ['is empty', []],
  ])('if it %s, nothing stays', (_, terms) => {
    const log = new RaftLog(logOf(terms))
    expect(log.beginAfter({ index: 3, term: 2 })).toBe(false)
    expect([log.firstIndex, log.lastIndex, log.lastTerm]).toEqual([4, 3, 2])
    expect(log.from(4)).toEqual([])
    log.append(entry(4, 2))
    expect(log.lastIndex).toBe(4)
  })

  test('at its end, an entry that it holds leaves it empty, with the term of that entry', () => {
    const log = new RaftLog(logOf([1, 2]))
    expect(log.beginAfter({ index: 2, term: 2 })).toBe(true)
    expect([log.lastIndex, log.lastTerm, log.base]).toEqual([2, 2, { index: 2, term: 2 }])
  })

  test('it never begins earlier again', () => {
    const log = new RaftLog(logOf([1, 1, 1]))
    log.beginAfter({ index: 2, term: 1 })
    expect(log.beginAfter({ index: 1, term: 9 })).toBe(true)
    expect([log.firstIndex, log.lastIndex]).toEqual([3, 3])
  })

  test('what was compacted away is no change; what was cut behind is', () => {
    const log = new RaftLog(logOf([1, 1, 1, 1]))
    log.beginAfter({ index: 2, term: 1 })
    expect(log.changedFrom).toBe(Infinity)
    log.beginAfter({ index: 3, term: 7 })
    expect(log.changedFrom).toBe(4)
    log.markSeen()
    log.append(entry(4, 7))
    log.beginAfter({ index: 4, term: 7 })
    expect(log.changedFrom).toBe(5)
  })

  test('what is compacted away cannot be asked for', () => {
    const log = new RaftLog(logOf([1, 1, 1]))
    log.beginAfter({ index: 2, term: 1 })
    expect(() => log.from(2)).toThrow(HarnessError)
    expect([log.at(2), log.digestAt(2)]).toEqual([undefined, 0])
  })

  test('a cut at or before the first entry leaves the base', () => {
    const log = new RaftLog(logOf([1, 1, 1]))
    log.beginAfter({ index: 2, term: 1 })
    log.cutFrom(1)
    expect([log.firstIndex, log.lastIndex]).toEqual([3, 2])
  })
})

test('entries of a disk that have a hole are refused', () => {
  const entries = [entry(1, 1), entry(3, 1)]
  expect(() => new RaftLog(entries)).toThrow('the log has a hole: 2 entries behind 0, the last one 3')
})
