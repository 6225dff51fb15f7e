import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HistoryEvent } from '../../../src/record/history-event.ts'
import { pairEvents } from '../../../src/record/pair-events.ts'

const event = (
  process: number,
  type: HistoryEvent['type'],
  f: string,
  value?: unknown,
  rest = {},
): HistoryEvent => ({
  process,
  type,
  f,
  value,
  ...rest,
})

describe('pairEvents', () => {
  it('pairs by process, in the order of the events', () => {
    const { operations, places, succeeded } = pairEvents([
      event(0, 'invoke', 'write', 1, { time: 50, key: 'x' }),
      event(1, 'invoke', 'read', null, { key: 'x' }),
      event(1, 'ok', 'read', 1, { time: 10 }),
      event(0, 'ok', 'write', 1, { time: 90, key: 'x' }),
    ])
    expect(operations).toEqual([
      {
        id: 0,
        process: 0,
        f: 'write',
        key: 'x',
        value: 1,
        outcome: { type: 'ok', value: 1 },
        invoked: 0,
        returned: 3,
        invokedAt: 50,
        returnedAt: 90,
      },
      {
        id: 1,
        process: 1,
        f: 'read',
        key: 'x',
        value: null,
        outcome: { type: 'ok', value: 1 },
        invoked: 1,
        returned: 2,
        returnedAt: 10,
      },
    ])
    expect(
      operations.map(({ id }) => [places.invokedLine(id), places.returnedLine(id), places.ended(id)]),
    ).toEqual([
      [1, 4, 3],
      [2, 3, 2],
    ])
    expect(succeeded).toBe(2)
  })

  it('takes an invoke without completion, and an info, as unknown', () => {
    const { operations, succeeded } = pairEvents([
      event(0, 'invoke', 'write', 1),
      event(1, 'invoke', 'write', 2),
      event(1, 'info', 'write', 2, { error: 'timeout' }),
    ])
    expect(operations.map(({ outcome, returned }) => [outcome.type, returned])).toEqual([
      ['info', Infinity],
      ['info', Infinity],
    ])
    expect(operations[1]?.outcome).toEqual({ type: 'info', error: 'timeout' })
    expect(succeeded).toBe(0)
  })

  it('lets a process go on after an info', () => {
    const { operations } = pairEvents([
      event(0, 'invoke', 'write', 1),
      event(0, 'info', 'write', 1),
      event(0, 'invoke', 'write', 2),
      event(0, 'ok', 'write', 2),
    ])
    expect(operations.map(({ returned }) => returned)).toEqual([Infinity, 3])
  })

  it('drops what failed, but keeps a cas that says what it observed, null too', () => {
    const { operations, succeeded } = pairEvents([
      event(0, 'invoke', 'write', 1),
      event(0, 'fail', 'write', 1),
      event(1, 'invoke', 'read', null),
      event(1, 'fail', 'read', null, { error: 'timed-out' }),
      event(2, 'invoke', 'cas', [1, 2]),
      event(2, 'fail', 'cas', [1, 2]),
      event(3, 'invoke', 'cas', [1, 2]),
      event(3, 'fail', 'cas', [1, 2], { observed: null }),
      event(4, 'invoke', 'write', 3),
      event(4, 'fail', 'write', 3, { observed: 7 }),
    ])
    expect(operations).toHaveLength(1)
    expect(operations[0]).toMatchObject({ id: 0, process: 3, outcome: { type: 'fail', observed: null } })
    expect(succeeded).toBe(0)
  })

  it('keeps what failed of the functions it is told to', () => {
    const { operations } = pairEvents([event(0, 'invoke', 'txn', []), event(0, 'fail', 'txn', [])], {
      keepFailedOf: new Set(['txn']),
    })
    expect(operations.map(({ outcome }) => outcome.type)).toEqual(['fail'])
  })

  it.each<[string, HistoryEvent[], RegExp]>([
    [
      'a second invoke',
      [event(0, 'invoke', 'write', 1), event(1, 'invoke', 'read'), event(0, 'invoke', 'read')],
      /^f:3: field "process": process 0 invokes read while its write of line 1 is open; complete/,
    ],
    [
      'a completion without invoke',
      [event(0, 'invoke', 'read'), event(0, 'ok', 'read', 1), event(0, 'ok', 'read', 1)],
      /^f:3: field "type": ok of read by process 0, which has no operation open; add its invoke/,
    ],
    [
      'a completion with another f',
      [event(0, 'invoke', 'read'), event(0, 'ok', 'write', 1)],
      /^f:2: field "f": write completes process 0's read of line 1; both must have the same f/,
    ],
    [
      'a completion on another key',
      [event(0, 'invoke', 'read', null, { key: 'x' }), event(0, 'ok', 'read', 1, { key: 'y' })],
      /^f:2: field "key": key "y" completes process 0's operation on "x" of line 1/,
    ],
    [
      'a function the model lacks',
      [event(0, 'invoke', 'read'), event(1, 'invoke', 'enqueue', 1)],
      /^f:2: field "f": model register has no function enqueue, only read, write; choose another --model/,
    ],
  ])('refuses %s', (_name, events, message) => {
    const options = { name: 'f', model: 'register', functions: new Set(['read', 'write']) }
    expect(() => pairEvents(events, options)).toThrow(message)
  })

  it('gives back every operation of clients that run one at a time', () => {
    const types = fc.constantFrom('ok', 'fail', 'info', 'open')
    const clients = fc.array(fc.array(types, { maxLength: 6 }), { maxLength: 5 })
    fc.assert(
      fc.property(clients, fc.infiniteStream(fc.nat(4)), (plans, order) => {
        const queues = plans.map((plan, process) =>
          plan
            .slice(0, plan.indexOf('open') < 0 ? undefined : plan.indexOf('open') + 1)
            .flatMap((type, i) => {
              const begin = event(process, 'invoke', 'write', `${process}.${i}`)
              return type === 'open'
                ? [begin]
                : [begin, event(process, type as HistoryEvent['type'], 'write', begin.value)]
            }),
        )
        const expected = { ok: 0, unknown: 0 }
        const events: HistoryEvent[] = []
        const all = queues.flat()
        for (const { type } of all) if (type === 'ok') expected.ok++
        expected.unknown =
          all.filter(({ type }) => type === 'invoke').length -
          expected.ok -
          all.filter(({ type }) => type === 'fail').length
        while (queues.some((queue) => queue.length > 0)) {
          const waiting = queues.filter((queue) => queue.length > 0)
          events.push(waiting[order.next().value % waiting.length]?.shift() as HistoryEvent)
        }
        const { operations } = pairEvents(events)
        expect(operations.filter(({ outcome }) => outcome.type === 'ok')).toHaveLength(expected.ok)
        expect(operations.filter(({ returned }) => returned === Infinity)).toHaveLength(expected.unknown)
        for (const [id, operation] of operations.entries()) {
          expect(operation.id).toBe(id)
          expect(events[operation.invoked]).toMatchObject({
            type: 'invoke',
            process: operation.process,
            value: operation.value,
          })
          if (operation.outcome.type !== 'ok') continue
          expect(events[operation.returned]).toMatchObject({
            type: 'ok',
            process: operation.process,
            value: operation.value,
          })
        }
        const invoked = operations.map((operation) => operation.invoked)
        expect(invoked).toEqual([...invoked].sort((a, b) => a - b))
      }),
      { numRuns: 200 },
    )
  })
})
