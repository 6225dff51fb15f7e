import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { KeyValue } from '../../../../src/raft/services/key-value.ts'
import { noLongerKnown, notExecuted, tooManyInFlight } from '../../../../src/raft/services/session-command.ts'
import { Sessions, type SessionCommand } from '../../../../src/raft/services/sessions.ts'
import type { Result } from '../../../../src/raft/services/state-machine.ts'

const write = (value: Json): Json => ({ f: 'write', key: 'x', value })
const read: Json = { f: 'read', key: 'x', value: null }
const status = (value: number): Json => ({ f: 'status', value })
const command = (sequence: number, acknowledged: number, call: Json): SessionCommand => ({
  client: 1,
  sequence,
  acknowledged,
  call,
})
const done = { type: 'ok', value: null }
const no = { type: 'fail', error: notExecuted }
const tooMany = { type: 'fail', error: tooManyInFlight }

describe('several requests of a session in flight', () => {
  test('are executed in whatever order they come, each once, and each has its own result kept', () => {
    const sessions = new Sessions(new KeyValue())
    expect(sessions.apply(command(2, 1, write(2)), 1)).toEqual({ result: done, executed: true })
    expect(sessions.apply(command(3, 1, read), 2).result).toEqual({ type: 'ok', value: 2 })
    expect(sessions.apply(command(1, 1, write(1)), 3)).toEqual({ result: done, executed: true })
    expect(sessions.apply(command(2, 1, write(2)), 4)).toEqual({ result: done, executed: false })
    expect(sessions.apply(command(3, 1, read), 5)).toEqual({
      result: { type: 'ok', value: 2 },
      executed: false,
    })
  })

  test('one that was acknowledged is refused, whether it was executed or not; what became of it is not known', () => {
    const sessions = new Sessions(new KeyValue())
    sessions.apply(command(1, 1, write(1)), 1)
    expect(sessions.apply(command(4, 3, write(4)), 2).executed).toBe(true)
    for (const sequence of [1, 2]) {
      const late = sessions.apply(command(sequence, 1, write(9)), 3)
      expect(late).toEqual({ result: undefined, executed: false })
    }
    expect(sessions.apply(command(3, 1, write(3)), 4).executed).toBe(true)
  })

  test('an acknowledgement of more than what was sent counts up to the request that brings it', () => {
    const sessions = new Sessions(new KeyValue())
    expect(sessions.apply(command(2, 99, write(2)), 1).executed).toBe(true)
    expect(sessions.apply(command(2, 1, write(2)), 2)).toEqual({ result: done, executed: false })
    expect(sessions.apply(command(3, 1, write(3)), 3).executed).toBe(true)
  })

  test('a status query fences the request asked about, and no other', () => {
    const sessions = new Sessions(new KeyValue())
    expect(sessions.apply(command(4, 1, status(2)), 1).result).toEqual(no)
    expect(sessions.apply(command(2, 1, write(2)), 2)).toEqual({ result: no, executed: false })
    for (const sequence of [1, 3])
      expect(sessions.apply(command(sequence, 1, write(sequence)), 3).executed).toBe(true)
    expect(sessions.apply(command(5, 1, status(3)), 4).result).toEqual({
      type: 'ok',
      value: { executed: done },
    })
    expect(sessions.apply(command(6, 4, status(3)), 5).result).toEqual({ type: 'fail', error: noLongerKnown })
  })
})

describe('a client that never acknowledges', () => {
  const full = (): Sessions => {
    const sessions = new Sessions(new KeyValue(), undefined, { maxInFlight: 3 })
    for (const sequence of [1, 2, 5]) sessions.apply(command(sequence, 1, write(sequence)), sequence)
    return sessions
  }

  test('is refused when as many results are kept as may be, and what was executed still has its result', () => {
    const sessions = full()
    expect(sessions.apply(command(6, 1, write(6)), 9)).toEqual({ result: tooMany, executed: false })
    expect(sessions.apply(command(7, 1, status(6)), 10)).toEqual({ result: tooMany, executed: false })
    expect(sessions.apply(command(5, 1, write(5)), 11)).toEqual({ result: done, executed: false })
    expect(sessions.preview({ client: 2, sequence: 1, call: read })).toEqual({ type: 'ok', value: 5 })
  })

  test('the refusal is final: the request does not execute when there is room again', () => {
    const sessions = full()
    sessions.apply(command(7, 1, write(7)), 9)
    // 3 and 4 never came, and are refused with it; 8 is new
    expect(sessions.apply(command(8, 3, write(8)), 10).executed).toBe(true)
    for (const sequence of [7, 4, 3])
      expect(sessions.apply(command(sequence, 3, write(9)), 11)).toEqual({ result: tooMany, executed: false })
    expect(sessions.apply(command(9, 8, status(8)), 12).result).toMatchObject({ type: 'ok' })
    expect(sessions.preview({ client: 2, sequence: 1, call: read })).toEqual({ type: 'ok', value: 8 })
  })

  test('keeps no more than 64 results unless told otherwise', () => {
    const sessions = new Sessions(new KeyValue())
    const executed = Array.from(
      { length: 70 },
      (_, n) => sessions.apply(command(n + 1, 1, write(n)), n).executed,
    )
    expect(executed.filter(Boolean)).toHaveLength(64)
  })
})

const anyCommand = fc
  .record({
    client: fc.nat(1),
    sequence: fc.integer({ min: 1, max: 9 }),
    behind: fc.option(fc.nat(6), { nil: undefined }),
    call: fc.oneof(
      { weight: 4, arbitrary: fc.nat(9).map(write) },
      fc.integer({ min: 1, max: 8 }).map(status),
      fc.constant(read),
    ),
  })
  .map(({ client, sequence, behind, call }): SessionCommand => ({
    client,
    sequence,
    ...(behind !== undefined && { acknowledged: Math.max(0, sequence - behind) }),
    call,
  }))

test('whatever comes in whatever order: once at most, the first result, and a "no" that stays true', () => {
  const met = new Set<string>()
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 60, size: 'max' }), (commands) => {
      const sessions = new Sessions(new KeyValue(), undefined, { maxInFlight: 4 })
      const plain = new KeyValue()
      const first = new Map<string, Result>()
      const never = new Set<string>()
      commands.forEach((one, at) => {
        const nameOf = (sequence: number): string => `${one.client}/${sequence}`
        const name = nameOf(one.sequence)
        const { f, value } = one.call as { f: string; value: number }
        const { result, executed } = sessions.apply(one, at + 1)
        if (executed) {
          expect(first.has(name), 'executed twice').toBe(false)
          expect(never.has(name), 'executed after a no').toBe(false)
          first.set(name, result as Result)
          if (f !== 'status') expect(result).toEqual(plain.apply(one.call))
        } else if (result !== undefined && first.has(name)) expect(result).toEqual(first.get(name))
        if (result?.type === 'fail') {
          met.add(result.error)
          if (
            !executed &&
            (result.error === notExecuted || result.error === tooManyInFlight) &&
            !first.has(name)
          )
            never.add(name)
          if (executed && result.error === notExecuted) never.add(nameOf(value))
        }
        if (executed && f === 'status' && result?.type === 'ok') {
          met.add('executed')
          expect(result.value).toEqual({ executed: first.get(nameOf(value)) })
        }
        if (result === undefined) met.add('acknowledged')
      })
    }),
    { numRuns: 500 },
  )
  for (const answer of ['executed', 'acknowledged', notExecuted, tooManyInFlight, noLongerKnown])
    expect(met, answer).toContain(answer)
})
