import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import { KeyValue } from '../../../src/raft/services/key-value.ts'
import { noSuchSession, notExecuted, tooManyInFlight } from '../../../src/raft/services/session-command.ts'
import { Sessions, type SessionCommand } from '../../../src/raft/services/sessions.ts'
import { Client, PlannedSessions, type WorkloadPlan } from '../../../src/workload/index.ts'
import { FakeWorld } from './fake-world.ts'

const write = { think: 10, f: 'write', key: 0 } as const
const base: WorkloadPlan = {
  kind: 'register',
  clients: 4,
  keys: 1,
  timeout: 1000,
  retryAfter: 200,
  operations: [],
}

function begin(
  plan: Partial<WorkloadPlan>,
  client = 0,
  world = new FakeWorld(),
  sessions: true | 'explicit' = true,
): FakeWorld {
  new Client({ ...base, ...plan }, client, world, { sessions }).start()
  return world
}

const opening = { client: 0, sequence: 0, call: { f: 'open-session', value: null } }
const ok = (value: Json = null) => ({ type: 'ok', value }) as const
const gone = { type: 'fail', error: noSuchSession } as const

describe('a client that registers', () => {
  const registering = (operations = 2): FakeWorld => {
    const list = Array.from({ length: operations }, () => ({ client: 0, ...write }))
    const world = begin({ operations: list }, 0, new FakeWorld(), 'explicit')
    world.runTo(10)
    return world
  }

  test('opens a session before its first request, and asks in that one', () => {
    const world = registering()
    expect(world.last().call).toEqual(opening)
    world.last().answer(ok(17))
    expect(world.last().call).toEqual({ client: 17, sequence: 1, call: { f: 'write', value: 1 } })
    world.last().answer(ok())
    world.runTo(20)
    expect(world.last().call).toMatchObject({ client: 17, sequence: 2 })
    expect(world.lines).toEqual([
      '0 invoke open-session null',
      '0 ok open-session 17',
      '0 invoke write 1',
      '0 ok write 1',
      '0 invoke write 2',
    ])
    expect(world.history[0]).not.toHaveProperty('request')
    expect(world.history[2]).toMatchObject({ request: { client: 17, sequence: 1 } })
  })

  test('sends the opening again until it is answered; whatever session it gets is as good', () => {
    const world = registering()
    world.runTo(220)
    expect(world.submitted.map(({ call }) => call)).toEqual([opening, opening])
    world.last().answer(ok(18))
    world.submitted[0]!.answer(ok(17))
    expect(world.last().call).toMatchObject({ client: 18, sequence: 1 })
  })

  test('begins anew when nobody answers; its request waits, and is not recorded before it is sent', () => {
    const world = registering()
    world.runTo(1300)
    expect(world.lines.slice(0, 3)).toEqual([
      '0 invoke open-session null',
      '0 info open-session null timeout',
      '4 invoke open-session null',
    ])
    world.last().answer(ok(40))
    expect(world.last().call).toEqual({ client: 40, sequence: 1, call: { f: 'write', value: 1 } })
  })

  test('told that the session is gone, the first try failed, and the next request opens another', () => {
    const world = registering()
    world.last().answer(ok(17))
    world.last().answer(gone)
    expect(world.lines.at(-1)).toBe('0 fail write 1 no such session')
    world.runTo(30)
    expect(world.last().call).toEqual(opening)
    world.last().answer(ok(30))
    expect(world.last().call).toEqual({ client: 30, sequence: 1, call: { f: 'write', value: 2 } })
  })

  test.each([
    ['was not answered', undefined],
    ['was of unknown fate', { type: 'info', error: 'leadership lost' } as const],
  ])('told so after a try that %s, it does not know: that one may have been executed', (_, first) => {
    const world = registering()
    world.last().answer(ok(17))
    const [, earlier] = world.submitted
    if (first !== undefined) earlier!.answer(first)
    world.runTo(500)
    expect(world.submitted.length).toBeGreaterThan(2)
    world.last().answer(gone)
    expect(world.lines.at(-1)).toBe('0 info write 1 no such session')
    world.runTo(520)
    expect(world.lines.at(-1)).toBe('4 invoke open-session null')
  })

  test('a try refused for certain does not count as one that may have been taken', () => {
    const world = registering()
    world.last().answer(ok(17))
    const { node } = world.last()
    world.last().answer({ type: 'fail', error: `not leader; leader n${((node + 1) % 3) + 1}` })
    world.last().answer(gone)
    expect(world.lines.at(-1)).toBe('0 fail write 1 no such session')
  })

  test('stopped or retired, it opens no other', () => {
    for (const end of ['stop', 'retire'] as const) {
      const world = new FakeWorld()
      const plan = { ...base, operations: [{ client: 0, ...write }] }
      const client = new Client(plan, 0, world, { sessions: 'explicit' })
      client.start()
      world.runTo(10)
      client[end]()
      world.last().answer({ type: 'fail', error: 'overloaded' })
      world.runTo(5000)
      expect(world.submitted).toHaveLength(1)
      expect(client.finished).toBe(true)
    }
  })
})

test.each([notExecuted, tooManyInFlight])(
  'a refusal for good, "%s", ends the operation on any try',
  (error) => {
    const world = begin({ operations: [{ client: 0, ...write }] })
    world.runTo(500)
    expect(world.submitted.length).toBeGreaterThan(1)
    world.last().answer({ type: 'fail', error })
    expect(world.lines.at(-1)).toBe(`0 fail write 1 ${error}`)
  },
)

describe('clients that share a session', () => {
  /** Clients of one plan in one world, as a run has them. */
  const together = (
    plan: Partial<WorkloadPlan>,
    sessions: true | 'explicit' = true,
    count = 2,
  ): FakeWorld => {
    const whole = {
      ...base,
      share: 2,
      operations: Array.from({ length: 3 * count }, (_, at) => ({ client: at % count, ...write })),
      ...plan,
    }
    const planned = new PlannedSessions(whole, sessions === 'explicit')
    const world = new FakeWorld()
    for (let client = 0; client < count; client++) {
      const session = planned.of(client)
      new Client(whole, client, world, { sessions, session }).start()
    }
    return world
  }
  const sent = (world: FakeWorld) =>
    world.submitted.map(({ call }) => {
      const { client, sequence, acknowledged } = call as SessionCommand
      return [client, sequence, acknowledged]
    })

  test('number their requests together, and acknowledge what all of them have done with', () => {
    const world = together({})
    world.runTo(10)
    expect(sent(world)).toEqual([
      [0, 1, 1],
      [0, 2, 1],
    ])
    world.submitted[1]!.answer(ok())
    world.runTo(20)
    expect(sent(world).at(-1)).toEqual([0, 3, 1])
    world.submitted[0]!.answer(ok())
    world.runTo(30)
    expect(sent(world).at(-1)).toEqual([0, 4, 3])
    // a retry says what is true by then
    world.submitted[3]!.answer(ok())
    world.runTo(300)
    const retry = sent(world).filter(([, sequence]) => sequence === 3)
    expect(retry.length).toBeGreaterThan(1)
    expect(retry.at(-1)).toEqual([0, 3, 3])
  })

  test('what is given up is done with, but not while one asks what became of it', () => {
    const world = together({ asks: true, retryAfter: 5000 })
    world.runTo(10)
    world.submitted[1]!.answer(ok())
    world.runTo(20)
    world.last().answer(ok())
    world.runTo(1010)
    const query = world.last()
    expect(query.call).toMatchObject({ sequence: 5, acknowledged: 1, call: { f: 'status', value: 1 } })
    query.answer({ type: 'fail', error: notExecuted })
    world.runTo(1020)
    expect(sent(world).at(-1)).toEqual([0, 6, 4])
  })

  test('open one session between them: the first that is answered', () => {
    const world = together({}, 'explicit')
    world.runTo(10)
    expect(sent(world)).toEqual([
      [0, 0, undefined],
      [0, 0, undefined],
    ])
    world.submitted[1]!.answer(ok(8))
    world.submitted[0]!.answer(ok(7))
    expect(sent(world).slice(2)).toEqual([
      [8, 1, 1],
      [8, 2, 1],
    ])
  })

  test('lose it one by one: a request of the lost one stays in it, a new one opens another', () => {
    const world = together({}, 'explicit')
    world.runTo(10)
    for (const { answer } of world.submitted.slice()) answer(ok(7))
    const [first, second] = world.submitted.slice(2)
    first!.answer(gone)
    world.runTo(20)
    world.last().answer(ok(9))
    expect(sent(world).at(-1)).toEqual([9, 1, 1])
    second!.answer(gone)
    world.runTo(30)
    // the other finds the new session there
    expect(sent(world).at(-1)).toEqual([9, 2, 1])
  })

  test('groups go by number, and who is not of the plan has a session of its own', () => {
    const sessions = new PlannedSessions({ clients: 5, share: 2 }, false)
    const numbers = [0, 1, 2, 3, 4, 5, 6].map((client) => sessions.of(client).current?.client)
    expect(numbers).toEqual([0, 0, 2, 2, 4, 5, 6])
    expect(sessions.of(1)).toBe(sessions.of(0))
    expect(new PlannedSessions({ clients: 2 }, true).of(0).current).toBeUndefined()
  })
})

describe('over real sessions that lose, delay and repeat', () => {
  test('no request is executed twice, and what clients were told is true', () => {
    const told = { ok: 0, gone: 0, unknown: 0 }
    for (let seed = 0; seed < 60; seed++) {
      const world = new FakeWorld(3, `real${seed}`)
      const wild = world.random.fork('wild')
      const settings = { registration: 'explicit', sessionTtl: 300, maxSessions: 3 } as const
      const sessions = new Sessions(new KeyValue(), undefined, settings)
      const executed = new Map<string, number>()
      let index = 0
      world.answerer = ({ call, answer }) => {
        if (wild.chance(0.15)) return
        world.after(wild.int(0, 400), () => {
          const { client, sequence } = call
          const stamped = sessions.stamped(call as SessionCommand, world.now() / 1000)
          const { result, executed: now } = sessions.apply(stamped, ++index)
          const name = `${client}/${sequence}`
          if (now) executed.set(name, (executed.get(name) ?? 0) + 1)
          if (wild.chance(0.2)) return
          world.after(wild.int(0, 300), () => answer(result ?? { type: 'info', error: 'superseded' }))
        })
      }
      const plan = {
        ...base,
        clients: 3,
        share: 1 + (seed % 3),
        asks: seed % 2 === 0,
        operations: Array.from({ length: 60 }, (_, at) => ({
          client: at % 3,
          think: wild.int(0, 600),
          f: 'write' as const,
          key: 0,
        })),
      }
      const shared = new PlannedSessions(plan, true)
      for (let client = 0; client < 3; client++)
        new Client(plan, client, world, { sessions: 'explicit', session: shared.of(client) }).start()
      world.runTo(60_000)
      for (const [name, times] of executed) expect(times, `${seed}: ${name}`).toBe(1)
      const open = new Map<number, string>()
      for (const { process, type, f, request, error } of world.history) {
        if (type === 'invoke' && f === 'write') {
          const { client, sequence } = request as { client: number; sequence: number }
          open.set(process, `${client}/${sequence}`)
        }
        if (f !== 'write' || type === 'invoke') continue
        const times = executed.get(open.get(process)!) ?? 0
        if (type === 'ok') expect(times).toBe(1)
        if (type === 'fail') expect(times, error).toBe(0)
        if (type === 'ok') told.ok++
        else if (error === noSuchSession && type === 'fail') told.gone++
        else if (error === noSuchSession) told.unknown++
      }
    }
    expect(told.ok).toBeGreaterThan(500)
    expect(told.gone).toBeGreaterThan(20)
    expect(told.unknown).toBeGreaterThan(20)
  })
})
