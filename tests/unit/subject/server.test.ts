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

  test('cuts links by proxies only', () => {
    refuses({}, /'namespaces' is not offered.*Use links: 'proxy'/, { links: 'namespaces' })
    refuses({}, /links: 'proxy', not "wire"/, { links: 'wire' })
  })
})
