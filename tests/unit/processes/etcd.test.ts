import { describe, expect, test } from 'vitest'
import { etcd } from '../../../src/processes/etcd.ts'
import type { ServerMember } from '../../../src/subject/server.ts'

const member = (id: string, port: number): ServerMember => ({
  id,
  reach: { client: { host: '127.0.0.1', port: port + 1000 }, peer: { host: '127.0.0.1', port } },
})
const members = [member('n1', 23800), member('n2', 23801), member('n3', 23802)]
const target = etcd({ program: '/opt/etcd' })

describe('etcd', () => {
  test('is told to advertise the proxies, and to listen elsewhere', () => {
    const { program, parameters = [] } = target.start({
      ...{ id: 'n2', ordinal: 1, incarnation: 1, life: 1, folder: 'data/n2', members },
      listen: { client: { host: '127.0.0.1', port: 11 }, peer: { host: '127.0.0.1', port: 12 } },
    })
    expect(program).toBe('/opt/etcd')
    const value = (name: string) => parameters[parameters.indexOf(name) + 1]
    expect(value('--listen-peer-urls')).toBe('http://127.0.0.1:12')
    expect(value('--initial-advertise-peer-urls')).toBe('http://127.0.0.1:23801')
    expect(value('--initial-cluster')).toBe(
      'n1=http://127.0.0.1:23800,n2=http://127.0.0.1:23801,n3=http://127.0.0.1:23802',
    )
    expect(value('--listen-client-urls')).toBe('http://127.0.0.1:11')
  })

  const sourceOf = (text: string) => target.sourceOf?.(Buffer.from(text), members)

  test('a peer is known by the header in which it names itself', () => {
    // the number that etcd 3.4.23 gave the member with this address and token
    const from = 'X-Server-From: e3748aa3cf13b3ab\r\n'
    expect(sourceOf(`GET /raft/stream/message/5 HTTP/1.1\r\nHost: x\r\n${from}\r\n`)).toBe('n1')
    expect(sourceOf(`POST /raft HTTP/1.1\r\n${from.toLowerCase()}`)).toBe('n1')
  })

  test('until the header ends, more is asked for; without it, it is nobody', () => {
    expect(sourceOf('GET /raft/stream/message/5 HTTP/1.1\r\nX-Server-From: e3748aa3')).toBeUndefined()
    expect(sourceOf('GET /version HTTP/1.1\r\nHost: x\r\n\r\n')).toBeNull()
    expect(sourceOf('GET / HTTP/1.1\r\nX-Server-From: 1234\r\n\r\n')).toBeNull()
    // not in the body
    expect(sourceOf('POST / HTTP/1.1\r\nHost: x\r\n\r\nX-Server-From: e3748aa3cf13b3ab\r\n')).toBeNull()
  })
})
