import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { KeyValue } from '../../../../src/raft/services/key-value.ts'
import { openSession, type SessionCommand } from '../../../../src/raft/services/session-command.ts'
import { SteadySessions } from '../../../../src/raft/server/steady-sessions.ts'

const HOUR = 3_600_000
const settings = { registration: 'explicit', sessionTtl: 60_000 } as const

/** Servers that apply one log; the clock of each is off by so much. */
class Replicas {
  passed = 0
  readonly servers: { clock: () => number; sessions: SteadySessions }[]
  #index = 0

  constructor(...off: readonly number[]) {
    this.servers = off.map((by) => {
      const clock = (): number => 1_000_000_000 + by + this.passed
      return { clock, sessions: new SteadySessions(new KeyValue(), settings, clock) }
    })
  }

  /** One of them leads, and all apply what it stamps; returns what that came to, the same for all. */
  lead(at: number, command: SessionCommand): Json {
    const { clock, sessions } = this.servers[at]!
    const stamped = sessions.stamped(command, clock())
    const index = ++this.#index
    const results = this.servers.map((server) => server.sessions.apply(stamped, index).result)
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1)
    return results[0] as Json
  }
}

const write = (client: number, sequence: number): SessionCommand => ({
  ...{ client, sequence },
  call: { f: 'write', key: 'x', value: sequence },
})
const ok = { type: 'ok', value: null }
const gone = { type: 'fail', error: 'no such session' }

describe.each([
  ['ahead', HOUR],
  ['behind', -HOUR],
])('a leader whose clock is an hour %s', (_, off) => {
  test('ends no session by beginning to lead, and none later than it should', () => {
    const replicas = new Replicas(0, off)
    expect(replicas.lead(0, openSession)).toEqual({ type: 'ok', value: 1 })
    replicas.passed += 1000
    expect(replicas.lead(1, write(1, 1))).toEqual(ok)
    replicas.passed += 59_000
    expect(replicas.lead(1, write(1, 2))).toEqual(ok)
    replicas.passed += 59_000
    // and back
    expect(replicas.lead(0, write(1, 3))).toEqual(ok)
    replicas.passed += 61_000
    expect(replicas.lead(1, write(1, 4))).toEqual(gone)
  })

  test('is the first one: the time of the log begins where its clock is, and goes on as time does', () => {
    const replicas = new Replicas(0, off)
    expect(replicas.lead(1, openSession)).toEqual({ type: 'ok', value: 1 })
    replicas.passed += 59_000
    expect(replicas.lead(0, write(1, 1))).toEqual(ok)
    replicas.passed += 61_000
    expect(replicas.lead(0, write(1, 2))).toEqual(gone)
  })

  test('begins again from a snapshot: the time in which nobody ran does not count', () => {
    const replicas = new Replicas(0, off)
    replicas.lead(0, openSession)
    const image = replicas.servers[0]!.sessions.snapshot()
    replicas.passed += 10 * HOUR
    const again = new Replicas(0, off)
    again.passed = replicas.passed
    for (const { sessions } of again.servers) sessions.restore(image)
    expect(again.lead(1, write(1, 1))).toEqual(ok)
    again.passed += 61_000
    expect(again.lead(1, write(1, 2))).toEqual(gone)
  })
})
