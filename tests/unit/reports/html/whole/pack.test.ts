import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { operationText, outcomeOf, processOf, resultOf } from '../../../../../reports/html/whole/browsed.ts'
import { NEVER } from '../../../../../reports/html/whole/client-lanes.ts'
import { packedHistory } from '../../../../../reports/html/whole/pack.ts'
import type { MarkedFailure } from '../../../../../reports/html/whole/pack.ts'
import type { PairedHistory } from '../../../../../src/record/pairing.ts'
import { ATTACK } from '../../fixtures/hostile.ts'
import { browsed, recorded, unpackedColumns } from './recorded.ts'
import type { ShortEvent } from './recorded.ts'

const history = recorded([
  [0, 'invoke', 'write', 1, 'x', 1_000_000],
  ['b', 'invoke', 'read', null, 'x', 1_500_000],
  [0, 'ok', 'write', 1, 'x', 2_000_000],
  [7, 'invoke', 'write', 2, 'y', 2_100_000],
  ['b', 'ok', 'read', null, 'x', 3_000_000],
  [7, 'info', 'write', 2, 'y', 4_000_000],
  [0, 'invoke', 'write', 3, 'x', 4_500_000],
  [0, 'fail', 'write', 3, 'x', 5_000_000],
  [8, 'invoke', 'read', null, 'y', 6_000_000],
])

/** The blocking operation with what else a failure says. */
function failureOf({ operations }: PairedHistory, blocking: number): MarkedFailure {
  const at = (id: number) => ({ operation: operations[id] as PairedHistory['operations'][number] })
  return {
    located: at(blocking),
    core: [at(0), at(blocking)],
    next: [{ ...at(blocking), why: 'it read nothing' }],
    longestPrefix: [at(0), at(2)],
    states: [['1', '2']],
  }
}

/** Complete operations of some processes, whose events are mixed. */
const events = fc
  .array(fc.record({ process: fc.nat(5), outcome: fc.constantFrom('ok', 'fail', 'info'), gap: fc.nat(3) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((calls) => {
    const open: { readonly until: number; readonly event: ShortEvent }[] = []
    const list: ShortEvent[] = []
    const close = (isDue: (until: number) => boolean): void => {
      for (const one of open.splice(0)) {
        if (isDue(one.until)) list.push(one.event)
        else open.push(one)
      }
    }
    for (const [index, { process, outcome, gap }] of calls.entries()) {
      close((until) => until <= index)
      const isOpen = open.some(({ event }) => event[0] === process)
      if (isOpen) continue
      list.push([process, 'invoke', 'write', index])
      open.push({ until: index + gap, event: [process, outcome as 'ok', 'write', index] })
    }
    close(() => true)
    return list
  })

describe('a packed history', () => {
  test('has every operation with its texts, its outcome, its events and lines', () => {
    const packed = packedHistory(history)
    expect(packed).toMatchObject({ total: 5, carried: 5, processes: 4 })
    expect(packed.window).toBeUndefined()
    const one = browsed(packed)
    const texts = Array.from({ length: one.count }, (_, operation) => operationText(one, operation))
    expect(texts).toEqual([
      'write x 1',
      'read x -> null',
      'write y 2 (unknown)',
      'write x 3 (failed)',
      'read y (unknown)',
    ])
    expect(texts.map((_, operation) => outcomeOf(one, operation))).toEqual([
      'ok',
      'ok',
      'info',
      'fail',
      'info',
    ])
    expect(texts.map((_, operation) => processOf(one, operation))).toEqual(['0', 'b', '7', '0', '8'])
    expect([...one.called]).toEqual([0, 1, 3, 6, 8])
    expect([...one.told]).toEqual([2, 4, 5, 7, Infinity])
    expect([...one.lines]).toEqual([1, 2, 4, 7, 9])
    expect([...one.toldLines]).toEqual([3, 5, 6, 8, 0])
    expect(resultOf(one, 3)).toBe('timeout')
    expect([...one.events.times]).toEqual([1000, 1500, 2000, 2100, 3000, 4000, 4500, 5000, 6000])
  })

  test('has times only where all of its events have one', () => {
    const one = browsed(
      packedHistory(
        recorded([
          [0, 'invoke', 'read', null, 'x', 5],
          [0, 'ok', 'read', 1, 'x'],
        ]),
      ),
    )
    expect(one.isTimed).toBe(false)
    expect(one.events.count).toBe(2)
  })

  test('says what has a part in the conflict, why, and the order that works', () => {
    const one = browsed(packedHistory(history, failureOf(history, 1)))
    expect([...one.marks]).toEqual([
      [1, 0],
      [0, 1],
    ])
    expect([...one.places]).toEqual([1, 0, 2, 0, 0])
    expect([...one.inOrder]).toEqual([0, 2])
    expect(one.columns.whys.map(([operation, text]) => [operation, one.columns.texts[text]])).toEqual([
      [1, 'it read nothing'],
    ])
    expect(one.columns.states?.map(([operation, text]) => [operation, one.columns.texts[text]])).toEqual([
      [0, '1'],
      [2, '2'],
    ])
  })

  test('whatever the history, each event belongs to one operation, calls are in order and ends behind their calls', () => {
    fc.assert(
      fc.property(events, (list) => {
        const paired = recorded(list)
        const one = browsed(packedHistory(paired))
        expect(one.count).toBe(paired.operations.length + paired.failed.length)
        expect(one.events.count).toBe(list.length)
        const seen = new Set<number>()
        for (let operation = 0; operation < one.count; operation++) {
          const [from = -1, to = NEVER] = [one.from[operation], one.to[operation]]
          expect(one.operationAt[from]).toBe(operation)
          seen.add(from)
          if (to === NEVER) continue
          expect(to).toBeGreaterThan(from)
          expect(one.operationAt[to]).toBe(operation)
          seen.add(to)
        }
        expect(seen.size).toBe(list.length)
        // of one process none begins before the one before has ended
        for (const list of one.lanes.operations)
          for (let index = 1; index < list.length; index++)
            expect(one.from[list[index] ?? 0]).toBeGreaterThan(one.to[list[index - 1] ?? 0] ?? NEVER)
      }),
    )
  })

  test('keeps values short, as text, and unpacks to no more than that', () => {
    const packed = packedHistory(
      recorded([
        [0, 'invoke', 'write', [ATTACK.repeat(100_000)], ATTACK],
        [0, 'ok', 'write', [ATTACK.repeat(100_000)], ATTACK],
        [1, 'invoke', ATTACK, { [ATTACK]: '\u202e' }],
      ]),
    )
    expect(packed.text).toMatch(/^[A-Za-z0-9+/]+=*$/)
    const columns = unpackedColumns(packed)
    for (const text of [...columns.texts, ...columns.functions, ...columns.keys.flat()]) {
      expect(text.length).toBeLessThan(400)
      expect(text).not.toMatch(/\p{Cc}|\u202e/u)
    }
  })

  test('of more than a page has room for the part about the conflict is carried, with all of the conflict', () => {
    const many = Array.from({ length: 120_000 }, (_, value): ShortEvent[] => [
      [value % 5, 'invoke', 'write', value % 10],
      [value % 5, 'ok', 'write', value % 10],
    ]).flat()
    const paired = recorded(many)
    const at = (id: number) => ({ operation: paired.operations[id] as (typeof paired.operations)[number] })
    const packed = packedHistory(paired, {
      ...{ located: at(110_000), core: [at(3), at(110_000)], next: [], longestPrefix: [at(3)] },
    })
    expect(packed).toMatchObject({ total: 120_000, carried: 100_001, window: 'around the conflict' })
    const one = browsed(packed)
    expect([...one.called.slice(0, 2)]).toEqual([6, 40_000])
    expect([...one.marks].map(([operation, mark]) => [one.called[operation], mark])).toEqual([
      [220_000, 0],
      [6, 1],
    ])
    const plain = packedHistory(paired)
    expect(plain).toMatchObject({ carried: 100_000, window: 'its beginning' })
    expect(plain.text.length).toBeLessThan(3_000_000)
  })

  test('of long texts so many operations are carried as fit into three megabytes', () => {
    // texts that do not compress
    let state = 1
    const noise = (): string =>
      Array.from({ length: 200 }, () => {
        state = (state * 48_271) % 0x7fffffff
        return String.fromCharCode(33 + (state % 90))
      }).join('')
    const many = Array.from({ length: 20_000 }, (): ShortEvent[] => [
      [0, 'invoke', 'write', noise()],
      [0, 'ok', 'write', null],
    ]).flat()
    const packed = packedHistory(recorded(many))
    expect(packed.text.length).toBeLessThan(3_000_000)
    expect(packed.carried).toBeLessThan(20_000)
    expect(packed.carried).toBeGreaterThan(5000)
  })

  test('of transactions the objects are those of their micro-operations', () => {
    const value = [
      ['r', 'x', null],
      ['append', 5, 1],
    ]
    const done = [
      ['r', 'x', [3]],
      ['append', 5, 1],
    ]
    const one = browsed(
      packedHistory(
        recorded([
          [0, 'invoke', 'txn', value],
          [0, 'ok', 'txn', done],
        ]),
      ),
    )
    expect(one.columns.keys).toEqual([['5', 'x']])
    expect(operationText(one, 0)).toBe('txn [["r","x",[3]],["append",5,1]]')
  })
})
