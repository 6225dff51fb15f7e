import { describe, expect, test } from 'vitest'
import type { HistoryEvent } from '../../../src/record/history-event.ts'
import type { Violation } from '../../../src/record/verdict.ts'
import { historyBreach } from '../../../src/run/judge-history.ts'

type Line = Pick<HistoryEvent, 'process' | 'type' | 'f'> & Partial<HistoryEvent>

/** Each event is a step; an account is its own object. */
function breachOf(...lines: Line[]): Violation {
  const history = lines.map((line, time) => ({ value: null, time: time * 1000, ...line }))
  const breach = historyBreach(history, { stepAt: (position) => position + 1, counts: () => true })
  if (breach === undefined || typeof breach === 'string') throw new Error(`no breach: ${breach}`)
  return breach
}

describe('what was answered as not executed, and shows', () => {
  test('a deposit of which the server said "not executed" stands in the proof', () => {
    const violation = breachOf(
      { process: 0, type: 'invoke', f: 'open', value: { account: 'a', amount: 40 } },
      { process: 0, type: 'ok', f: 'open', value: { account: 'a', amount: 40 } },
      { process: 0, type: 'invoke', f: 'credit', value: { account: 'a', amount: 18 } },
      { process: 0, type: 'info', f: 'credit', value: { account: 'a', amount: 18 }, error: 'timeout' },
      { process: 2, type: 'invoke', f: 'status', value: 1 },
      { process: 2, type: 'fail', f: 'status', value: 1, error: 'not executed' },
      { process: 1, type: 'invoke', f: 'balance', value: 'a' },
      { process: 1, type: 'ok', f: 'balance', value: 58 },
    )
    expect(violation.headline).toContain('which was answered "not executed"')
    // the step at which its client was told, and the number of the operation in the run
    expect(violation.proof).toContainEqual(expect.objectContaining({ kind: 'let', step: 6 }))
    expect(violation.facts).toContainEqual({ step: 6, operation: 1 })
    expect(violation.facts).toContainEqual({ step: 8, operation: 3 })
  })

  test('so does a write that failed for certain, with a value that others wrote too', () => {
    const violation = breachOf(
      { process: 0, type: 'invoke', f: 'write', key: 'x', value: 1 },
      { process: 0, type: 'ok', f: 'write', key: 'x', value: 1 },
      { process: 0, type: 'invoke', f: 'write', key: 'x', value: 2 },
      { process: 0, type: 'ok', f: 'write', key: 'x', value: 2 },
      { process: 1, type: 'invoke', f: 'write', key: 'x', value: 1 },
      { process: 1, type: 'fail', f: 'write', key: 'x', value: 1, error: 'not leader' },
      { process: 0, type: 'invoke', f: 'read', key: 'x' },
      { process: 0, type: 'ok', f: 'read', key: 'x', value: 1 },
    )
    expect(violation.headline).toContain('write(1) (process 1), which was answered "not leader"')
  })

  test('nothing is said where it would explain nothing', () => {
    const violation = breachOf(
      { process: 0, type: 'invoke', f: 'write', key: 'x', value: 1 },
      { process: 0, type: 'ok', f: 'write', key: 'x', value: 1 },
      { process: 1, type: 'invoke', f: 'write', key: 'x', value: 7 },
      { process: 1, type: 'fail', f: 'write', key: 'x', value: 7, error: 'not leader' },
      { process: 0, type: 'invoke', f: 'read', key: 'x' },
      { process: 0, type: 'ok', f: 'read', key: 'x', value: 5 },
    )
    expect(violation.headline).not.toContain('not leader')
  })
})
