import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { KeyValue } from '../../../../src/raft/services/key-value.ts'
import { notExecuted } from '../../../../src/raft/services/session-command.ts'
import { Sessions, sessionRules, type SessionCommand } from '../../../../src/raft/services/sessions.ts'
import type { Result } from '../../../../src/raft/services/state-machine.ts'

const command = (client: number, sequence: number, call: Json): SessionCommand => ({ client, sequence, call })
const write = (value: Json): Json => ({ f: 'write', key: 'x', value })
const status = (value: Json): Json => ({ f: 'status', value })
const no = { type: 'fail', error: notExecuted }
const done = { type: 'ok', value: null }

describe('a status query', () => {
  test('answers with the result of a request that was executed, also with a failure', () => {
    const sessions = new Sessions(new KeyValue())
    sessions.apply(command(1, 1, write(4)), 1)
    expect(sessions.apply(command(1, 2, status(1)), 1).result).toEqual({
      type: 'ok',
      value: { executed: done },
    })
    const failed = sessions.apply(command(1, 3, { f: 'cas', key: 'x', value: [9, 9] }), 1).result
    expect(failed?.type).toBe('fail')
    expect(sessions.apply(command(1, 4, status(3)), 1).result).toEqual({
      type: 'ok',
      value: { executed: failed },
    })
  })

  test('fences: after a "no" the old request, still under way, does not execute', () => {
    const sessions = new Sessions(new KeyValue())
    expect(sessions.apply(command(1, 2, status(1)), 1).result).toEqual(no)
    expect(sessions.apply(command(1, 1, write(4)), 1)).toEqual({ result: no, executed: false })
    expect(sessions.preview(command(2, 1, { f: 'read', key: 'x', value: null }))).toEqual({
      type: 'ok',
      value: null,
    })
    expect(sessions.apply(command(1, 3, status(1)), 1).result).toEqual(no)
  })

  test('sent again gets its first answer', () => {
    const sessions = new Sessions(new KeyValue())
    sessions.apply(command(1, 2, status(1)), 1)
    expect(sessions.apply(command(1, 2, status(1)), 1)).toEqual({ result: no, executed: false })
  })

  test('does not know what became of a request before the last', () => {
    const sessions = new Sessions(new KeyValue())
    sessions.apply(command(1, 1, write(1)), 1)
    sessions.apply(command(1, 2, write(2)), 1)
    expect(sessions.apply(command(1, 3, status(1)), 1).result).toEqual({
      type: 'fail',
      error: 'no longer known',
    })
  })

  test.each([[0], [2], [3], ['1'], [null]])('about %j, as request 2, is refused', (asked) => {
    const sessions = new Sessions(new KeyValue())
    const { result } = sessions.apply(command(1, 2, status(asked)), 1)
    expect(result).toEqual({ type: 'fail', error: 'a status query asks about an earlier request' })
  })

  test('goes through the log; without the fence it is answered from the state and leaves no trace', () => {
    const query = command(1, 2, status(1))
    expect(new Sessions(new KeyValue()).bypassesLog(query)).toBe(false)
    expect(new Sessions(new KeyValue()).isRead(query)).toBe(false)
    const sessions = new Sessions(new KeyValue(), { ...sessionRules, fencesStatus: () => false })
    expect(sessions.bypassesLog(query)).toBe(true)
    expect(sessions.bypassesLog(command(1, 1, write(4)))).toBe(false)
    expect(sessions.preview(query)).toEqual(no)
    expect(sessions.apply(command(1, 1, write(4)), 1).executed).toBe(true)
  })
})

const anyCommand = fc
  .tuple(fc.nat(1), fc.integer({ min: 1, max: 8 }), fc.boolean(), fc.nat(7))
  .map(([client, sequence, asks, value]) =>
    command(
      client,
      sequence,
      asks && sequence > 1 ? status(Math.max(1, sequence - 1 - (value % 2))) : write(value),
    ),
  )

test('whatever arrives in whatever order: what a status query answered stays true for ever', () => {
  let denied = 0
  let confirmed = 0
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 40, size: 'max' }), (commands) => {
      const sessions = new Sessions(new KeyValue())
      const executed = new Map<string, Result>()
      const never = new Set<string>()
      for (const one of commands) {
        const name = (sequence: number): string => `${one.client}/${sequence}`
        const { f, value } = one.call as { f: string; value: number }
        const answer = sessions.apply(one, 1)
        if (f !== 'status') {
          if (!answer.executed) continue
          expect(never.has(name(one.sequence))).toBe(false)
          expect(executed.has(name(one.sequence))).toBe(false)
          executed.set(name(one.sequence), answer.result as Result)
        } else if (answer.result?.type === 'ok' && answer.executed) {
          confirmed++
          expect(answer.result.value).toEqual({ executed: executed.get(name(value)) })
        } else if (answer.result?.type === 'fail' && answer.executed && answer.result.error === notExecuted) {
          denied++
          expect(executed.has(name(value))).toBe(false)
          never.add(name(value))
        }
      }
    }),
    { numRuns: 300 },
  )
  expect(denied).toBeGreaterThan(20)
  expect(confirmed).toBeGreaterThan(20)
})
