import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import { usualOffers } from '../../../src/target/offers.ts'
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

  test('an answer that is no outcome', () => {
    expect(failing(() => ({ submit: (_, done) => done('done' as never) }))?.headline).toMatch(/done needs/)
  })

  test.each([
    [{ membership: true }, 'reconfigure(members, done)'],
    [{ transfer: true }, 'transfer(to, done)'],
  ])('a method that its offers promise and its node lacks: %o', (offers, method) => {
    const target = { ...fakeTarget(() => ({})), offers: { ...usualOffers, ...offers } }
    const { world, cluster } = timedWorld(target)
    world.start()
    expect(cluster.violation?.headline).toContain(
      `is declared, and create(environment) returned a node without ${method}`,
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
    expect(failing(create, true)).toMatchObject({ property: 'no-exception', shape: 'TypeError' })
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
