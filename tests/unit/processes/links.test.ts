import { afterEach, describe, expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'
import { Links } from '../../../src/processes/proxy/links.ts'
import { server, type Address, type Addresses, type ServerTarget } from '../../../src/subject/server.ts'
import { SomeAccount } from './account.ts'
import { dial, Listener, quietTime, receivedBytes, until } from './sockets.ts'

const cleanups: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

const target = (sourceOf?: ServerTarget['sourceOf']): ServerTarget =>
  server(
    {
      ports: { client: 'clients', peer: 'peers' },
      start: () => ({ program: 'none' }),
      ready: /x/,
      connect: () => ({ submit: async () => ({ type: 'ok', value: null }) }),
      ...(sourceOf && { sourceOf }),
    },
    { links: 'proxy' },
  )

/** Three servers: where they listen for peers, and the links between them. */
async function three(sourceOf?: ServerTarget['sourceOf']) {
  const listeners = new Map<string, Listener>()
  const listen = new Map<string, Addresses>()
  for (const [at, id] of ['n1', 'n2', 'n3'].entries()) {
    const listener = await Listener.open()
    cleanups.push(() => listener.close())
    listeners.set(id, listener)
    listen.set(id, { client: { host: '127.0.0.1', port: at + 1 }, peer: listener.address })
  }
  const errors: unknown[] = []
  const links = await Links.open({
    ...{ target: target(sourceOf), listen, random: new RandomStream('links') },
    onError: (error) => errors.push(error),
  })
  cleanups.push(() => links.close())
  const at = (id: string): Listener => listeners.get(id) as Listener
  /** Where `from` is told that `to` listens for peers. */
  const reach = (from: string, to: string): Address =>
    links.membersFor(from).find(({ id }) => id === to)?.reach['peer'] as Address
  const dialFrom = (from: string, to: string) => {
    const socket = dial(reach(from, to))
    cleanups.push(() => void socket.destroy())
    return socket
  }
  return { links, listen, errors, at, reach, dialFrom }
}

describe('a proxy for each pair', () => {
  test('leads each server to each other by a way of its own; clients go straight', async () => {
    const { links, listen, reach } = await three()
    const ids = ['n1', 'n2', 'n3']
    const ports = ids.flatMap((from) => ids.map((to) => reach(from, to).port))
    expect(new Set(ports).size).toBe(9)
    for (const from of ids) {
      expect(reach(from, from)).toEqual(listen.get(from)?.['peer'])
      for (const { id, reach } of links.membersFor(from)) {
        expect(reach['client']).toEqual(listen.get(id)?.['client'])
      }
    }
  })

  test('what a server answers travels the other way than what it is asked', async () => {
    const { links, at, dialFrom } = await three()
    const asking = dialFrom('n1', 'n2')
    asking.write('question')
    const answering = await at('n2').connection()
    expect(String(await receivedBytes(answering, 8))).toBe('question')
    const statistics = new SomeAccount()
    // n2 cannot send to n1, whoever opened the connection; and n3 has nothing to do with it
    links.between('n2', 'n1').cut(statistics, 'stall')
    links.between('n2', 'n3').cut(new SomeAccount(), 'stall')
    let answer = ''
    asking.on('data', (chunk) => (answer += String(chunk)))
    answering.write('answer')
    asking.write('again')
    expect(String(await receivedBytes(answering, 5))).toBe('again')
    await quietTime()
    expect(answer).toBe('')
    links.between('n2', 'n1').mend(statistics)
    await until(() => answer === 'answer')
  })
})

describe('one proxy for each server', () => {
  const sourceOf: ServerTarget['sourceOf'] = (bytes, members) => {
    const text = Buffer.from(bytes).toString()
    if (text.startsWith('broken')) throw new Error('cannot read this')
    return members.find(({ id }) => text.startsWith(id))?.id ?? (text.startsWith('?') ? 'n9' : null)
  }

  test('tells all the same address, and knows who dials', async () => {
    const { links, at, reach, dialFrom } = await three(sourceOf)
    expect(reach('n1', 'n2')).toEqual(reach('n3', 'n2'))
    // a server too is told that this is how it is reached
    expect(reach('n2', 'n2')).toEqual(reach('n1', 'n2'))
    expect(reach('n1', 'n2')).not.toEqual(at('n2').address)
    links.between('n1', 'n2').cut(new SomeAccount(), 'stall')
    dialFrom('n1', 'n2').write('n1 says')
    dialFrom('n3', 'n2').write('n3 says')
    expect(String(await receivedBytes(await at('n2').connection(), 7))).toBe('n3 says')
    await quietTime()
    expect(at('n2').accepted.length).toBe(1)
  })

  test('says what sourceOf throws, and that it named nobody; the connection passes', async () => {
    const { errors, at, dialFrom } = await three(sourceOf)
    dialFrom('n1', 'n2').write('broken')
    expect(String(await receivedBytes(await at('n2').connection(), 6))).toBe('broken')
    dialFrom('n1', 'n2').write('?')
    expect(String(await receivedBytes(await at('n2').connection(1), 1))).toBe('?')
    expect(errors.map((error) => (error as Error).message)).toEqual([
      'cannot read this',
      'sourceOf gave "n9", which is no server',
    ])
  })
})
