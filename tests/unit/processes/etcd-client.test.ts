import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { etcd } from '../../../src/processes/etcd.ts'
import type { Json } from '../../../src/base/json.ts'
import type { ServerEndpoint } from '../../../src/subject/server.ts'

// Against answers that etcd 3.4.23 gave.

const header = { cluster_id: '16064964838629327543', member_id: '16389877380066554795', raft_term: '2' }
const one = { key: 'azE=', create_revision: '2', mod_revision: '2', version: '1', value: 'MQ==' }

const cleanups: (() => void)[] = []
afterEach(() => cleanups.splice(0).forEach((clean) => clean()))

/** A gateway that gives one answer to all, and keeps what it was asked. */
async function gateway(answer: object, status = 200) {
  const asked: { path: string | undefined; body: Json }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => (text += String(chunk)))
    request.on('end', () => {
      asked.push({ path: request.url, body: text === '' ? null : (JSON.parse(text) as Json) })
      response.writeHead(status).end(JSON.stringify(answer))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => server.close())
  const { port } = server.address() as AddressInfo
  const endpoint: ServerEndpoint = { id: 'n1', reach: { client: { host: '127.0.0.1', port } } }
  const signal = AbortSignal.timeout(5000)
  const submit = async (call: Json) => (await etcd().connect(endpoint, signal)).submit(call, signal)
  return { asked, endpoint, signal, submit }
}

describe('a call to etcd', () => {
  test('read: the value, or nothing', async () => {
    const found = await gateway({ header, kvs: [one], count: '1' })
    expect(await found.submit({ f: 'read', key: 'k1', value: null })).toEqual({ type: 'ok', value: 1 })
    expect(found.asked).toEqual([{ path: '/v3/kv/range', body: { key: 'azE=' } }])
    const absent = await gateway({ header })
    expect(await absent.submit({ f: 'read', key: 'k1', value: null })).toEqual({ type: 'ok', value: null })
  })

  test('write', async () => {
    const { asked, submit } = await gateway({ header })
    expect(await submit({ f: 'write', key: 'k1', value: 1 })).toEqual({ type: 'ok', value: 1 })
    expect(asked).toEqual([{ path: '/v3/kv/put', body: { key: 'azE=', value: 'MQ==' } }])
  })

  test('cas: done, or what stood there instead', async () => {
    const done = await gateway({ header, succeeded: true, responses: [{ response_put: { header } }] })
    expect(await done.submit({ f: 'cas', key: 'k1', value: [null, 3] })).toEqual({
      type: 'ok',
      value: [null, 3],
    })
    expect(done.asked[0]?.body).toMatchObject({ compare: [{ target: 'VERSION', version: 0 }] })
    const refused = await gateway({
      header,
      responses: [{ response_range: { header, kvs: [one], count: '1' } }],
    })
    expect(await refused.submit({ f: 'cas', key: 'k1', value: [2, 3] })).toEqual({
      ...{ type: 'fail', error: 'precondition failed', observed: 1 },
    })
    expect(refused.asked[0]?.body).toMatchObject({ compare: [{ target: 'VALUE', value: 'Mg==' }] })
  })

  test('an error of etcd leaves the outcome unknown: it is thrown', async () => {
    const { submit } = await gateway({ error: 'etcdserver: request timed out', code: 14 }, 503)
    await expect(submit({ f: 'write', key: 'k1', value: 1 })).rejects.toThrow('etcdserver: request timed out')
  })
})

describe('what etcd says of itself', () => {
  const status = { header, leader: header.member_id, raftIndex: '4', raftTerm: '2' }
  const ask = async (answer: object) => {
    const { endpoint, signal } = await gateway(answer)
    return etcd().status?.(endpoint, signal)
  }

  test('it leads, another does, or nobody', async () => {
    expect(await ask(status)).toEqual({ role: 'leader', currentTerm: 2, commitIndex: 4, lastIndex: 4 })
    expect(await ask({ ...status, leader: '7' })).toMatchObject({ role: 'follower' })
    expect(await ask({ ...status, leader: undefined })).toMatchObject({ role: 'follower' })
  })

  test('it is ready once it is healthy', async () => {
    for (const [health, ready] of [
      ['true', true],
      ['false', false],
    ] as const) {
      const { endpoint, signal } = await gateway({ health })
      const { ready: asks } = etcd()
      expect(await (asks as Exclude<typeof asks, RegExp>)(endpoint, signal)).toBe(ready)
    }
  })
})
