import { describe, expect, test } from 'vitest'
import { AddressBook } from '../../../../../src/raft/server/members/address-book.ts'
import {
  addressText,
  hostAndPort,
  isLoopback,
} from '../../../../../src/raft/server/members/member-address.ts'

const at = (port: number) => ({ peer: `10.0.0.1:${port}`, client: `10.0.0.1:${port + 1000}` })

function book() {
  const peers: string[] = []
  const addresses = new AddressBook({
    initial: new Map([
      ['n1', at(1)],
      ['n2', at(2)],
    ]),
    scheme: 'https',
    onPeer: (id, peer) => peers.push(`${id} ${peer}`),
  })
  return { addresses, peers }
}

describe('addresses', () => {
  test.each([
    ['127.0.0.1:80', { host: '127.0.0.1', port: 80 }],
    ['db-1.example.org:7001', { host: 'db-1.example.org', port: 7001 }],
    ['[::1]:7001', { host: '::1', port: 7001 }],
  ])('%s is read and written alike', (text, parts) => {
    expect(hostAndPort(text)).toEqual(parts)
    expect(addressText(parts)).toBe(text)
  })

  test.each(['', 'host', ':80', 'host:', 'host:99999', '::1:80', 'a b:1', 'host:80/x', 'host:-1'])(
    '"%s" is none',
    (text) => {
      expect(hostAndPort(text)).toBeUndefined()
    },
  )

  test('loopback is what nobody else reaches', () => {
    expect(['127.0.0.1', '127.9.0.1', '::1', 'localhost'].every(isLoopback)).toBe(true)
    expect(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.org'].some(isLoopback)).toBe(false)
  })
})

describe('the address book', () => {
  test('knows at first what the settings say', () => {
    const { addresses } = book()
    expect(addresses.clientUrl('n2')).toBe('https://10.0.0.1:1002')
    expect(addresses.clientUrl('n3')).toBeUndefined()
  })

  test('learns what the log carries, and tells of peers that are new or moved', () => {
    const { addresses, peers } = book()
    const context = addresses.context(new Map([['n3', at(3)]]), ['n2'])
    expect(context).toEqual({ addresses: { n1: at(1), n3: at(3) } })
    addresses.learn(context)
    addresses.learn({ addresses: { n1: { ...at(9), client: at(1).client } } })
    expect(peers).toEqual(['n3 10.0.0.1:3', 'n1 10.0.0.1:9'])
    // who left may still have to be answered
    expect(addresses.of('n2')).toEqual(at(2))
  })

  test('an announced server is reachable, but does not move a known one', () => {
    const { addresses, peers } = book()
    addresses.expect(
      new Map([
        ['n2', at(7)],
        ['n4', at(4)],
      ]),
    )
    expect(peers).toEqual(['n4 10.0.0.1:4'])
    expect(addresses.of('n2')).toEqual(at(2))
  })

  test('passes over a context that is none', () => {
    const { addresses, peers } = book()
    for (const context of [
      undefined,
      null,
      3,
      {},
      { addresses: { n5: null } },
      { addresses: { n5: { peer: 'no', client: 'no' } } },
    ])
      addresses.learn(context)
    expect(peers).toEqual([])
  })
})
