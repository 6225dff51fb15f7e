import { describe, expect, test } from 'vitest'
import { eventText } from '../../../src/record/event-text.ts'
import type { HistoryEvent } from '../../../src/record/history-event.ts'
import { didNotMatch } from '../../../src/record/unmatched.ts'

const failed = (f: string, error: string, more: Partial<HistoryEvent> = {}): HistoryEvent => ({
  ...{ process: 1, type: 'fail', f, key: 'x', value: [1, 2], error },
  ...more,
})

describe('a cas that met another value', () => {
  test.each([
    [failed('cas', 'precondition failed', { observed: 7 }), true],
    [failed('cas', 'another value'), true],
    [failed('cas', 'cas mismatch'), true],
    [failed('cas', 'not leader; leader n2', { observed: 7 }), true],
    [failed('cas', 'not leader; leader n2'), false],
    [failed('cas', 'unreachable: connection refused'), false],
    [failed('cas', 'lost to a newer leader'), false],
    [failed('write', 'another value'), false],
    [failed('cas', 'another value', { type: 'info' }), false],
    [failed('cas', ''), true],
    [failed('cas', 'not found'), true],
    // known words that say something else than that it met another value
    [failed('cas', 'not executed'), false],
    [failed('cas', 'no such call: cas'), false],
    [failed('cas', 'a key is a string'), false],
  ])('%j: %s', (event, expected) => {
    expect(didNotMatch(event)).toBe(expected)
  })

  test('is not called a failure', () => {
    expect(eventText(failed('cas', 'another value'), 0)).toMatch(/does not match: another value$/)
    expect(eventText(failed('cas', 'not leader'), 0)).toMatch(/fails: not leader$/)
  })
})
