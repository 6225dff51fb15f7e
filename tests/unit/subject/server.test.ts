import { describe, expect, test } from 'vitest'
import { server, type ServerOptions } from '../../../src/subject/server.ts'

const good: ServerOptions = {
  name: 'my-store',
  ports: { client: 'clients', peer: 'peers' },
  start: () => ({ program: 'my-store' }),
  ready: /ready/,
  connect: () => ({ submit: async () => ({ type: 'ok', value: null }) }),
}

const refuses = (changes: object, message: RegExp, links: object = { links: 'proxy' }): void => {
  expect(() => server({ ...good, ...changes }, links as { links: 'proxy' })).toThrow(message)
}

describe('server()', () => {
  test('makes a target', () => {
    expect(server(good, { links: 'proxy' })).toMatchObject({
      name: 'my-store',
      kind: 'server',
      links: 'proxy',
      electionTimeout: 1000,
    })
    const { name: _, ...nameless } = good
    expect(server(nameless, { links: 'proxy' }).name).toBe('server')
  })

  test('says what is missing or wrong', () => {
    refuses({ start: undefined }, /my-store.*needs start, a function/)
    refuses({ connect: 'x' }, /my-store.*needs connect, a function/)
    refuses({ ready: 'ready' }, /needs ready, a pattern .* or a function/)
    refuses({ ports: {} }, /needs ports/)
    refuses({ ports: { peer: 'everybody' } }, /ports\.peer.*'clients' or 'peers', not "everybody"/)
  })

  test('offers registers over kills, unless it says otherwise', () => {
    const offersOf = (changes: object) => server({ ...good, ...changes }, { links: 'proxy' }).offers
    expect(offersOf({})).toMatchObject({
      functions: ['read', 'write', 'cas'],
      persistence: true,
      sessions: false,
      membership: false,
    })
    expect(offersOf({ sessions: 'explicit' }).sessions).toBe(true)
    expect(offersOf({ offers: { functions: ['read', 'write'], persistence: false } })).toMatchObject({
      functions: ['read', 'write'],
      persistence: false,
    })
    refuses(
      { offers: { membership: true } },
      /offers\.membership: a server program offers functions, persistence/,
    )
    refuses({ offers: { sessions: true } }, /offers\.sessions: .*sessions is a field of server/)
    refuses({ offers: { functions: ['read'] } }, /offers\.functions: must have read and one of write and cas/)
    refuses({ readyWithin: 0 }, /readyWithin: must be milliseconds, from 1 to 1,000,000, not 0/)
    refuses({ electionTimeout: 'soon' }, /electionTimeout: must be milliseconds/)
  })

  test('cuts links by proxies only', () => {
    refuses({}, /'namespaces' is not offered.*Use links: 'proxy'/, { links: 'namespaces' })
    refuses({}, /links: 'proxy', not "wire"/, { links: 'wire' })
  })
})
