import { describe, expect, test } from 'vitest'
import { checkLinearizability } from '../../../checkers/linearizability/index.ts'
import { models } from '../../../checkers/models/index.ts'
import { pairEvents } from '../../../src/record/pair-events.ts'
import type { HistoryEvent } from '../../../src/record/history-event.ts'
import { checkTransactions } from '../../../checkers/cycles/index.ts'

/** More than an engine takes as the arguments of one call. */
const MANY = 150_000

function* operation(process: number, f: string, value: unknown, result = value): Generator<HistoryEvent> {
  yield { process, type: 'invoke', f, value: f === 'dequeue' ? null : value } as HistoryEvent
  yield { process, type: 'ok', f, value: result } as HistoryEvent
}

const numbers = Array.from({ length: MANY }, (_, number) => number)

describe('a history of one object that is longer than any list of arguments', () => {
  test('queue', () => {
    const events = [
      ...numbers.flatMap((value) => [...operation(0, 'enqueue', value)]),
      ...numbers.flatMap((value) => [...operation(1, 'dequeue', null, value as never)]),
    ]
    expect(checkLinearizability(pairEvents(events).operations, models.queue).valid).toBe(true)
  })

  test('rw-register', { timeout: 60_000 }, () => {
    const events = numbers.flatMap((value) => [
      ...operation(0, 'txn', [['w', 1, value]]),
      ...operation(1, 'txn', [['r', 1, null]], [['r', 1, value]]),
    ])
    const { operations } = pairEvents(events)
    expect(checkTransactions('rw-register', operations).valid).toBe(true)
  })
})
