import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import type { Outcome } from '../../../src/record/operation.ts'
import type { Environment } from '../../../src/subject/contract.ts'
import { defaultOffers } from '../../../src/subject/offers.ts'
import { fakeTarget, timedWorld } from './fake-world.ts'

describe('who breaks the contract', () => {
  const failing = (create: Parameters<typeof fakeTarget>[0], strict = false) => {
    const { world, cluster } = timedWorld(fakeTarget(create), { strict })
    world.start()
    world.submit(0, { f: 'write', list: [1] }, () => {}, {})
    world.run(20_000)
    return cluster.violation
  }

  test('a server that throws is a finding with its name, not a fault of the harness', () => {
    const violation = failing(({ id, clock }) => {
      if (id === 'n2') {
        clock.after(1, () => {
          throw new RangeError('beyond')
        })
      }
      return {}
    })
    expect(violation).toMatchObject({ property: 'no-exception', shape: 'RangeError', time: 1000 })
    expect(violation?.headline).toContain('n2 threw RangeError: beyond')
  })

  test('a message to somebody unknown, and one that is no JSON', () => {
    expect(failing(({ transport }) => (transport.send('n9', 1), {}))?.headline).toMatch(
      /"n9", which is not a member/,
    )
    expect(failing(({ transport }) => (transport.send('n1', undefined as never), {}))?.headline).toMatch(
      /a message must be a JSON value/,
    )
  })

  test.each<[string, (environment: Environment) => void, RegExp]>([
    [
      'a timer',
      ({ clock }) => void clock.after(5, undefined as never),
      /clock\.after needs a function to call/,
    ],
    ['a sync', ({ storage }) => storage.sync(7 as never), /storage\.sync needs a function to call, got 7/],
    ['a range', ({ random }) => void random.int(1, NaN), /random\.int .* got 1 and NaN/],
    ['a chance', ({ random }) => void random.chance(NaN), /probability from 0 to 1, got NaN/],
  ])('a call that asks for nothing that can be: %s', (_, call, words) => {
    expect(failing((environment) => (call(environment), {}))?.headline).toMatch(words)
  })

  const cyclic: { self?: unknown } = {}
  cyclic.self = cyclic
  test.each([
    ['a text', 'done', 'type', /with "done"; done needs \{ type: "ok", value \}/],
    ['nothing', undefined, 'type', /with undefined; done needs/],
    ['a type of its own', { type: 'okay' }, 'type', /"okay"/],
    [
      'an error that is an Error',
      { type: 'fail', error: new Error('no') },
      'error',
      /Error: no.*an error that is a text/,
    ],
    ['a value that contains itself', { type: 'ok', value: cyclic }, 'value', /a value that is JSON/],
    ['a BigInt', { type: 'ok', value: 5n }, 'value', /5n/],
    ['a function', { type: 'ok', value: () => 1 }, 'value', /a function/],
    [
      'a getter that throws',
      {
        get type() {
          throw new Error('hidden')
        },
      },
      'value',
      /throws when it is read/,
    ],
  ])('an answer that is no outcome: %s', (_, outcome, shape, words) => {
    const violation = failing(() => ({ submit: (__, done) => done(outcome as never) }))
    expect(violation).toMatchObject({ property: 'well-formed-outcome', shape })
    expect(violation?.headline).toMatch(words)
    expect(violation?.headline).toMatch(/^n1: answered write/)
    expect(violation?.headline).not.toContain('threw')
  })

  const answers: [string, Outcome<unknown>, Outcome<unknown>, string, RegExp][] = [
    [
      'other answers',
      { type: 'ok', value: 3 },
      { type: 'fail', error: 'not leader' },
      'other-answer',
      /twice: first ok 3 in step \d+, then fail "not leader"/,
    ],
    [
      'equal answers',
      { type: 'ok', value: 3 },
      { type: 'ok', value: 3 },
      'same-answer',
      /twice: first ok 3 in step \d+, then the same/,
    ],
  ]
  test.each(answers)('a call that is answered twice, with %s', (_, one, two, shape, words) => {
    const violation = failing(({ clock }) => ({
      submit: (__, done) => {
        done(one)
        clock.after(5, () => done(two))
      },
    }))
    expect(violation).toMatchObject({ property: 'answered-once', shape })
    expect(violation?.headline).toMatch(words)
  })

  test('what a server answers is the client’s: it may change its own afterwards', () => {
    const heard: unknown[] = []
    const state = [1]
    const { world } = timedWorld(
      fakeTarget(() => ({ submit: (_, done) => done({ type: 'ok', value: state }) })),
    )
    world.start()
    world.submit(0, { f: 'read' }, (outcome) => heard.push(outcome), {})
    world.run(20_000)
    state.push(2)
    expect(heard).toEqual([{ type: 'ok', value: [1] }])
  })

  test('a view that is none is a finding of its own: server, field, what it is and what is wanted', () => {
    const view = {
      role: 'follower',
      currentTerm: '5',
      votedFor: null,
      log: [],
      firstIndex: 1,
      commitIndex: 0,
      lastApplied: 0,
    }
    const violation = failing(({ id }) => (id === 'n2' ? { view: () => view as never } : {}))
    expect(violation).toMatchObject({ property: 'well-formed-view', shape: 'currentTerm' })
    expect(violation?.headline).toBe('n2: view().currentTerm is "5"; NodeView wants a whole number from 0')
    expect(JSON.stringify(violation)).not.toContain('TypeError')
  })

  test('a view that is none later on, and one that throws', () => {
    const good = {
      role: 'follower',
      currentTerm: 5,
      votedFor: null,
      log: [],
      firstIndex: 1,
      commitIndex: 0,
      lastApplied: 0,
    }
    const later = (next: () => unknown) => {
      let looks = 0
      return failing(
        ({ clock }) => (clock.after(1, () => {}), { view: () => (looks++ < 4 ? good : next()) as never }),
      )
    }
    expect(later(() => ({ ...good, role: 'boss' }))).toMatchObject({
      property: 'well-formed-view',
      shape: 'role',
    })
    const threw = later(() => {
      throw new TypeError('no log yet')
    })
    expect(threw).toMatchObject({ property: 'no-exception', shape: 'TypeError in view()' })
    expect(threw?.headline).toMatch(/^n\d threw TypeError in view\(\): no log yet/)
  })

  test('create() that gives no server', () => {
    const target = { ...fakeTarget(() => ({})), create: () => 7 as never }
    const { world, cluster } = timedWorld(target)
    world.start()
    expect(cluster.violation).toMatchObject({ property: 'well-formed-node', shape: 'create' })
    expect(cluster.violation?.headline).toMatch(
      /^n1: create\(environment\) gave 7; it must return a RaftNode/,
    )
  })

  const stops: [string, () => void][] = [
    [
      'throws',
      () => {
        throw new Error('busy')
      },
    ],
    [
      'rejects',
      async () => {
        await Promise.resolve()
        throw new Error('busy')
      },
    ],
  ]
  test.each(stops)('stop() that %s: the server crashes all the same', async (_, stop) => {
    const { world, cluster } = timedWorld(fakeTarget(() => ({ stop })))
    world.start()
    cluster.crash(cluster.processes[0]!, [])
    await Promise.resolve().then(() => undefined)
    expect(cluster.processes[0]!.status).toBe('down')
    expect(cluster.violation).toMatchObject({ property: 'no-exception', shape: 'Error in stop()' })
    expect(cluster.violation?.headline).toBe('n1 threw Error in stop(): busy')
  })

  test('what it throws may be a proxy that throws when it is looked at', () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('trap')
        },
        getPrototypeOf: () => {
          throw new Error('trap')
        },
      },
    )
    const violation = failing(() => ({
      submit: () => {
        throw hostile as Error
      },
    }))
    expect(violation).toMatchObject({ property: 'no-exception' })
  })

  test.each([
    [{ membership: true }, 'reconfigure(members, done)'],
    [{ transfer: true }, 'transfer(to, done)'],
  ])('a method that its offers promise and its node lacks: %o', (offers, method) => {
    const target = { ...fakeTarget(() => ({})), offers: { ...defaultOffers, ...offers } }
    const { world, cluster } = timedWorld(target)
    world.start()
    expect(cluster.violation?.headline).toContain(
      `create(environment) gave a node without ${method}, and offers.`,
    )
  })

  test('a delay that is no delay', () => {
    expect(failing(({ clock }) => (clock.after(Number.NaN, () => {}), {}))?.headline).toMatch(/delay from 0/)
  })

  type Loose = { [field: string]: unknown }
  const writers: [string, Parameters<typeof fakeTarget>[0]][] = [
    [
      'what it received',
      ({ id, transport }) => {
        if (id === 'n1') transport.send('n2', { term: 1 })
        return { receive: (_, message) => void ((message as Loose)['term'] = 2) }
      },
    ],
    [
      'what it sent',
      ({ id, transport, clock }) => {
        const message = { entries: [1] }
        transport.send('n2', message)
        if (id === 'n1') clock.after(1, () => message.entries.push(2))
        return {}
      },
    ],
    [
      'what it wrote',
      ({ id, storage, clock }) => {
        const value = { log: [1] }
        storage.write('log', value)
        if (id === 'n1') clock.after(1, () => value.log.push(2))
        return {}
      },
    ],
    ['a client’s call', () => ({ submit: (call) => void ((call as Loose)['f'] = 'read') })],
    [
      'what it loaded, deep inside',
      ({ id, storage }) => {
        storage.write('log', { terms: [1] })
        if (id === 'n1')
          storage.sync(() => (storage.load() as { log: { terms: number[] } }).log.terms.push(2))
        return {}
      },
    ],
    [
      'what it loaded, at the top',
      ({ id, storage }) => {
        storage.write('log', 1)
        if (id === 'n1') storage.sync(() => ((storage.load() as Loose)['log'] = 2))
        return {}
      },
    ],
  ]

  test.each(writers)('strict: a server that changes %s is caught', (_, create) => {
    const violation = failing(create, true)
    expect(violation).toMatchObject({ property: 'no-exception', shape: 'TypeError' })
    expect(violation?.proof.at(-1)?.text).toMatch(/frozen \(--strict\): n1|frozen \(--strict\): n2/)
  })

  test.each(writers)('copied: a server may change %s, it is its own', (_, create) => {
    expect(failing(create, false)).toBeUndefined()
  })

  test('copied: what the sender changes afterwards does not travel, nor reach the disk', () => {
    const got: Json[] = []
    const target = fakeTarget(({ id, transport, storage }) => {
      const value = { n: 1 }
      if (id === 'n1') transport.send('n2', value)
      storage.write('k', value)
      storage.sync(() => {})
      value.n = 2
      return { receive: (_, message) => void got.push(message) }
    })
    const { world, cluster } = timedWorld(target)
    world.start()
    world.run(10_000)
    expect(got).toEqual([{ n: 1 }])
    expect(cluster.processes[0]!.disk.stored).toEqual({ k: { n: 1 } })
  })
})
