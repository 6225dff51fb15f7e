import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, type Json } from '../../../../src/base/json.ts'
import { KeyValue } from '../../../../src/raft/services/key-value.ts'
import { noSuchSession, openSession } from '../../../../src/raft/services/session-command.ts'
import type { SessionSettings } from '../../../../src/raft/services/session-settings.ts'
import { sessionRules, Sessions, type SessionCommand } from '../../../../src/raft/services/sessions.ts'

const write = (value: Json): Json => ({ f: 'write', key: 'x', value })
const read: Json = { f: 'read', key: 'x', value: null }
const command = (client: number, sequence: number, call: Json, time?: number): SessionCommand => ({
  client,
  sequence,
  ...(time !== undefined && { time }),
  call,
})
const opening = (time?: number): SessionCommand => ({ ...openSession, ...(time !== undefined && { time }) })
const unknown = { result: { type: 'fail', error: noSuchSession }, executed: false }

function explicit(more: Partial<SessionSettings> = {}): Sessions {
  return new Sessions(new KeyValue(), undefined, {
    registration: 'explicit',
    sessionTtl: 100,
    maxSessions: 3,
    ...more,
  })
}

describe('§6.3 registration', () => {
  test('answers with the index of its entry, which is the session from then on', () => {
    const sessions = explicit()
    expect(sessions.apply(opening(), 17)).toEqual({ result: { type: 'ok', value: 17 }, executed: false })
    expect(sessions.apply(command(17, 1, write(5)), 18).executed).toBe(true)
    expect(sessions.apply(command(17, 1, write(5)), 19).executed).toBe(false)
  })

  test('sent again makes another session, which does no harm', () => {
    const sessions = explicit()
    sessions.apply(opening(), 17)
    expect(sessions.apply(opening(), 18).result).toEqual({ type: 'ok', value: 18 })
    expect(sessions.apply(command(17, 1, write(5)), 19).executed).toBe(true)
  })

  test('without one nothing is executed: not a write, not a status query, not a read', () => {
    const sessions = explicit()
    expect(sessions.apply(command(4, 1, write(5)), 1)).toEqual(unknown)
    expect(sessions.apply(command(4, 2, { f: 'status', value: 1 }), 2)).toEqual(unknown)
    expect(sessions.preview(command(4, 1, read))).toEqual(unknown.result)
    expect(sessions.preview(command(4, 0, read))).toEqual({ type: 'ok', value: null })
  })

  test('where sessions are implicit there is none: its number could be that of a client', () => {
    const sessions = new Sessions(new KeyValue())
    expect(sessions.apply(opening(), 17).result).toMatchObject({ type: 'fail' })
    expect(sessions.apply(command(17, 1, write(5)), 18).executed).toBe(true)
  })
})

describe('outside any session', () => {
  test('a call is executed each time it comes, and is nobody’s request', () => {
    const sessions = explicit()
    const cas = (from: Json, to: Json): Json => ({ f: 'cas', key: 'x', value: [from, to] })
    expect(sessions.apply(command(0, 0, cas(null, 1)), 1)).toEqual({
      result: { type: 'ok', value: null },
      executed: false,
    })
    expect(sessions.apply(command(0, 0, cas(null, 1)), 2).result).toMatchObject({ type: 'fail' })
    expect(sessions.isRead(command(0, 0, read))).toBe(true)
    expect(sessions.isRead(openSession)).toBe(false)
  })
})

describe('expiry', () => {
  test('a session idle for longer than its time, by the log, is gone; one that asks stays', () => {
    const sessions = explicit()
    sessions.apply(opening(1000), 1)
    sessions.apply(opening(1000), 2)
    expect(sessions.apply(command(1, 1, write(1), 1100), 3).executed).toBe(true)
    expect(sessions.apply(command(2, 1, write(2), 1101), 4)).toEqual(unknown)
    expect(sessions.apply(command(1, 2, write(3), 1200), 5).executed).toBe(true)
    expect(sessions.apply(command(1, 3, write(4), 1301), 6)).toEqual(unknown)
  })

  test('log time never goes back: the clock of a later leader that is behind changes nothing', () => {
    const sessions = explicit()
    sessions.apply(opening(1000), 1)
    sessions.apply(opening(5000), 2)
    expect(sessions.apply(command(1, 1, write(1), 1050), 3)).toEqual(unknown)
    expect(sessions.apply(command(2, 1, write(1), 10), 4).executed).toBe(true)
    expect(sessions.apply(command(2, 2, write(1), 5100), 5).executed).toBe(true)
  })

  test('is not by the server’s own clock; the rule that says so can be broken', () => {
    const settings = { registration: 'explicit', sessionTtl: 100 } as const
    const [right, wrong] = [
      sessionRules,
      { ...sessionRules, sessionTime: (_: number, own: () => number) => own() },
    ].map((rules) => {
      let own = 0
      const sessions = new Sessions(new KeyValue(), rules, settings, () => own)
      sessions.apply(opening(1000), 1)
      own = 500
      return sessions.apply(command(1, 1, write(1), 1010), 2).executed
    })
    expect([right, wrong]).toEqual([true, false])
  })

  test('too many sessions: the one idle for longest in the log makes way', () => {
    const sessions = explicit({ sessionTtl: 1e9 })
    for (const index of [1, 2, 3]) sessions.apply(opening(), index)
    sessions.apply(command(1, 1, write(1)), 4)
    sessions.apply(opening(), 5)
    expect(sessions.apply(command(2, 1, write(1)), 6)).toEqual(unknown)
    for (const client of [1, 3, 5])
      expect(sessions.apply(command(client, 9, write(1)), 7).executed).toBe(true)
  })

  test('implicit sessions never expire, however many and however idle: their retries would execute again', () => {
    const sessions = new Sessions(new KeyValue(), undefined, { sessionTtl: 1, maxSessions: 1 })
    for (const client of [1, 2, 3]) sessions.apply(command(client, 1, write(client), 1000 * client), client)
    expect(sessions.apply(command(1, 1, write(9), 99_000), 4).executed).toBe(false)
  })
})

test('the leader’s host stamps its time, in whole milliseconds, over whatever a client sent', () => {
  expect(explicit().stamped(command(1, 1, read, 9e15), 12.7)).toEqual(command(1, 1, read, 12))
  // where no session expires the log need not hold the time
  expect(new Sessions(new KeyValue()).stamped(command(1, 1, read), 12)).toEqual(command(1, 1, read))
})

test.each([
  null,
  7,
  {},
  { client: 1, sequence: 1 },
  { client: -1, sequence: 1, call: read },
  { client: 1, sequence: 1.5, call: read },
  { client: 1, sequence: 1, acknowledged: 'x', call: read },
  { client: 1, sequence: 1, time: -5, call: read },
])('%j is no command: it fails and changes nothing', (strange) => {
  const sessions = explicit()
  const before = sessions.snapshot()
  expect(sessions.apply(strange as SessionCommand, 1)).toEqual({
    result: { type: 'fail', error: 'malformed session command' },
    executed: false,
  })
  expect(sessions.snapshot()).toEqual(before)
})

/** Few numbers and short times, so that sessions are opened, used, retried, evicted, expired and missed. */
const step = fc.record({
  opens: fc.boolean(),
  client: fc.nat(12),
  sequence: fc.integer({ min: 0, max: 4 }),
  acknowledged: fc.option(fc.nat(4), { nil: undefined }),
  passed: fc.constantFrom(-20, 0, 0, 10, 60),
  call: fc.oneof(fc.nat(3).map(write), fc.constant(read), fc.constant({ f: 'status', value: 1 } as Json)),
})
const steps = fc.array(step, { maxLength: 40, size: 'max' })

function* commandsOf(list: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[], from = 0) {
  let time = 1000
  for (const [at, { opens, client, sequence, acknowledged, passed, call }] of list.entries()) {
    time += passed
    const one = opens
      ? opening(time)
      : { ...command(client, sequence, call, time), ...(acknowledged !== undefined && { acknowledged }) }
    yield [one, from + at + 1] as const
  }
}

test('what a forgotten session asks is refused for ever, so nothing executes twice', () => {
  const met = { expired: 0, executed: 0 }
  fc.assert(
    fc.property(steps, (list) => {
      const sessions = explicit()
      const executed = new Set<string>()
      const live = new Set<number>()
      for (const [one, index] of commandsOf(list)) {
        const { result, executed: now } = sessions.apply(one, index)
        const refused = result?.type === 'fail' && result.error === noSuchSession
        if (one.sequence === 0) {
          if (result?.type === 'ok' && result.value === index) live.add(index)
          continue
        }
        const name = `${one.client}/${one.sequence}`
        if (refused && live.delete(one.client)) met.expired++
        expect(refused).toBe(!live.has(one.client))
        if (!now) continue
        met.executed++
        expect(executed.has(name)).toBe(false)
        executed.add(name)
      }
    }),
    { numRuns: 500 },
  )
  expect(met.expired).toBeGreaterThan(50)
  expect(met.executed).toBeGreaterThan(50)
})

describe.each(['explicit', 'implicit'] as const)('an image of %s sessions', (registration) => {
  const make = (): Sessions => explicit({ registration, maxInFlight: 2 })
  const copied = (image: Json): Json => JSON.parse(JSON.stringify(image)) as Json
  const answers = (sessions: Sessions, list: Parameters<typeof commandsOf>[0], from: number): unknown[] =>
    [...commandsOf(list, from)].map(([one, index]) => sessions.apply(one, index))

  test('gives, restored, the same answers to whatever comes later', () => {
    fc.assert(
      fc.property(steps, steps, (earlier, later) => {
        const [original, restored] = [make(), make()]
        answers(original, earlier, 0)
        answers(restored, later, 0)
        restored.restore(copied(original.snapshot()))
        expect(canonicalJson(restored.snapshot())).toBe(canonicalJson(original.snapshot()))
        expect(answers(restored, later, earlier.length)).toEqual(answers(original, later, earlier.length))
        expect(canonicalJson(restored.snapshot())).toBe(canonicalJson(original.snapshot()))
      }),
      { numRuns: 300 },
    )
  })

  test('is one of sessions over the same service', () => {
    expect(() => make().restore(new KeyValue().snapshot())).toThrow('holds the state of "key-value"')
  })

  test('holds the sessions: the rule can be broken, and then what they know of is forgotten', () => {
    const retried = (imageHoldsSessions: () => boolean) => {
      const rules = { ...sessionRules, imageHoldsSessions }
      const [sessions, restored] = [1, 2].map(() => new Sessions(new KeyValue(), rules, { registration }))
      sessions!.apply(opening(1), 1)
      sessions!.apply(command(1, 1, write(5), 1), 2)
      restored!.restore(copied(sessions!.snapshot()))
      return restored!.apply(command(1, 1, write(5), 1), 3)
    }
    expect(retried(() => true)).toEqual({ result: { type: 'ok', value: null }, executed: false })
    const forgotten = registration === 'explicit' ? unknown : { executed: true }
    expect(retried(() => false)).toMatchObject(forgotten)
  })
})
