import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { KeyValue } from '../../../../src/raft/services/key-value.ts'
import { Sessions, type SessionCommand } from '../../../../src/raft/services/sessions.ts'
import type { Result } from '../../../../src/raft/services/state-machine.ts'

const write = (value: Json): Json => ({ f: 'write', key: 'x', value })
const cas = (from: Json, to: Json): Json => ({ f: 'cas', key: 'x', value: [from, to] })
const read: Json = { f: 'read', key: 'x', value: null }
const command = (client: number, sequence: number, call: Json): SessionCommand => ({ client, sequence, call })

describe('§8 exactly once', () => {
  test('a retry is answered with the first result and not executed again', () => {
    const sessions = new Sessions(new KeyValue())
    expect(sessions.apply(command(1, 1, cas(null, 5)), 1)).toEqual({
      result: { type: 'ok', value: null },
      executed: true,
    })
    expect(sessions.apply(command(1, 1, cas(null, 5)), 1)).toEqual({
      result: { type: 'ok', value: null },
      executed: false,
    })
  })

  test('the retry of a read gives what was read the first time', () => {
    const sessions = new Sessions(new KeyValue())
    sessions.apply(command(1, 1, read), 1)
    sessions.apply(command(2, 1, write(9)), 1)
    expect(sessions.apply(command(1, 1, read), 1).result).toEqual({ type: 'ok', value: null })
  })

  test('the retry of a failed cas fails again, though it would match now', () => {
    const sessions = new Sessions(new KeyValue())
    const failed = { type: 'fail', error: 'precondition failed', observed: null }
    expect(sessions.apply(command(1, 1, cas(7, 8)), 1).result).toEqual(failed)
    sessions.apply(command(2, 1, write(7)), 1)
    expect(sessions.apply(command(1, 1, cas(7, 8)), 1)).toEqual({ result: failed, executed: false })
  })

  test('a request older than the client’s last is superseded: not executed, its result not known', () => {
    const sessions = new Sessions(new KeyValue())
    sessions.apply(command(1, 1, write(1)), 1)
    sessions.apply(command(1, 2, write(2)), 1)
    expect(sessions.apply(command(1, 1, write(1)), 1)).toEqual({ result: undefined, executed: false })
    expect(sessions.preview(command(3, 1, read))).toEqual({ type: 'ok', value: 2 })
  })

  test('a request that never arrived does not hold up the next', () => {
    const sessions = new Sessions(new KeyValue())
    sessions.apply(command(1, 1, write(1)), 1)
    expect(sessions.apply(command(1, 5, write(5)), 1).executed).toBe(true)
  })

  test('clients do not share numbers', () => {
    const sessions = new Sessions(new KeyValue())
    sessions.apply(command(1, 3, write(1)), 1)
    expect(sessions.apply(command(2, 1, write(2)), 1).executed).toBe(true)
  })
})

test('a preview of the last request is its result, of any other what the state gives now', () => {
  const sessions = new Sessions(new KeyValue())
  sessions.apply(command(1, 1, read), 1)
  sessions.apply(command(2, 1, write(9)), 1)
  expect(sessions.preview(command(1, 1, read))).toEqual({ type: 'ok', value: null })
  expect(sessions.preview(command(1, 2, read))).toEqual({ type: 'ok', value: 9 })
  expect(sessions.isRead(command(1, 2, read))).toBe(true)
  expect(sessions.isRead(command(1, 2, write(1)))).toBe(false)
})

const anyCommand = fc
  .tuple(fc.nat(2), fc.integer({ min: 1, max: 4 }), fc.nat(3), fc.constantFrom('read', 'write', 'cas'))
  .map(([client, sequence, value, f]) =>
    command(client, sequence, f === 'read' ? read : f === 'write' ? write(value) : cas(value, value + 1)),
  )

test('equals a model that remembers every request of every client', () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 40, size: 'max' }), (commands) => {
      const sessions = new Sessions(new KeyValue())
      const plain = new KeyValue()
      const executed: { client: number; sequence: number; result: Result }[] = []
      for (const one of commands) {
        const ofClient = executed.filter(({ client }) => client === one.client)
        const newest = Math.max(0, ...ofClient.map(({ sequence }) => sequence))
        if (one.sequence > newest) {
          const result = plain.apply(one.call)
          executed.push({ client: one.client, sequence: one.sequence, result })
          expect(sessions.apply(one, 1)).toEqual({ result, executed: true })
        } else {
          const known = ofClient.find(({ sequence }) => sequence === one.sequence && sequence === newest)
          expect(sessions.apply(one, 1)).toEqual({ result: known?.result, executed: false })
        }
      }
    }),
  )
})

test('retries, in any place after the first try, leave every server as if they had not been', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(2), fc.nat(3)), { maxLength: 15 }),
      fc.array(fc.nat()),
      (list, picks) => {
        const numbers = new Map<number, number>()
        const originals = list.map(([client, value]) => {
          numbers.set(client, (numbers.get(client) ?? 0) + 1)
          return command(client, numbers.get(client)!, cas(value === 0 ? null : value - 1, value))
        })
        const withRetries = originals.flatMap((one, at) => {
          const retried = originals[(picks[at] ?? 0) % (at + 1)]!
          return picks[at] === undefined ? [one] : [one, retried]
        })
        const results = (commands: readonly SessionCommand[]): unknown[] => {
          const sessions = new Sessions(new KeyValue())
          return commands.flatMap((one) => {
            const { executed, result } = sessions.apply(one, 1)
            return executed ? [result] : []
          })
        }
        expect(results(withRetries)).toEqual(results(originals))
      },
    ),
  )
})
