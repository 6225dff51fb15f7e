import { Agent } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { serveApi } from '../api/served-api.ts'

/** Sends bytes as they are and returns all that comes back until the other side ends. */
function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', (part: string) => (text += part))
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
    socket.write(bytes)
  })
}

describe('the listener', () => {
  test('an unknown path is 404 and says what there is', async () => {
    const { ask, endings } = await serveApi()
    const { status, json } = await ask('/v2/call?x=1')
    expect(status).toBe(404)
    expect(json).toMatchObject({ type: 'fail', error: 'there is nothing at /v2/call' })
    expect(json.paths).toContain('/v1/kv/...')
    expect(endings).toEqual(['none 404'])
  })

  test.each([
    ['/v1/call', 'GET', 'POST'],
    ['/v1/kv/x', 'DELETE', 'GET, PUT, POST'],
    ['/health', 'POST', 'GET'],
    ['/metrics', 'PATCH', 'GET'],
  ])('%s does not take %s: 405 with what it takes', async (path, method, allow) => {
    const { ask } = await serveApi()
    const { status, headers, json } = await ask(path, { method })
    expect(status).toBe(405)
    expect(headers.allow).toBe(allow)
    expect(json).toMatchObject({ type: 'fail' })
  })

  test('HEAD is answered like GET, without the body', async () => {
    const { ask } = await serveApi()
    const { status, text, headers } = await ask('/health', { method: 'HEAD' })
    expect({ status, text }).toEqual({ status: 200, text: '' })
    expect(Number(headers['content-length'])).toBeGreaterThan(0)
  })

  test('keeps connections; many requests go over one', async () => {
    const { ask } = await serveApi()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let at = 0; at < 20; at++) expect((await ask('/health', { agent })).status).toBe(200)
    expect(Object.values(agent.freeSockets).flat().length).toBe(1)
    agent.destroy()
  })

  test('a body above the limit is 413, and its sender gets to read so', async () => {
    const { ask, consensus } = await serveApi({ bodyLimit: 1000 })
    const value = 'x'.repeat(1001)
    const { status, json } = await ask('/v1/kv/a', { method: 'PUT', body: { value } })
    expect(status).toBe(413)
    expect(json).toEqual({ type: 'fail', error: 'the body is longer than 1000 bytes' })
    expect(consensus.commands).toEqual([])
  })

  test('a body without end is cut off', async () => {
    const { port } = await serveApi({ bodyLimit: 1000 })
    const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`
    const answer = await raw(
      port,
      `PUT /v1/kv/a HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(4)}`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 413 /)
    expect(answer).toMatch(/connection: close/i)
  })

  test('who asks first is told before the body is sent', async () => {
    const { port, consensus } = await serveApi({ bodyLimit: 1000 })
    const head = (length: number): string =>
      `PUT /v1/kv/a HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\ncontent-length: ${length}\r\n`
    expect(await raw(port, `${head(5000)}\r\n`)).toMatch(/^HTTP\/1.1 413 /)
    consensus.answer = () => ({ type: 'ok', value: null })
    const granted = await raw(port, `${head(1)}connection: close\r\n\r\n7`)
    expect(granted).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 /)
  })

  test.each([
    ['no HTTP at all\r\n\r\n', 400],
    [`GET /health HTTP/1.1\r\nhost: localhost\r\nbig: ${'x'.repeat(70_000)}\r\n\r\n`, 431],
  ])('bytes that are no request get an answer in JSON', async (bytes, status) => {
    const { port } = await serveApi()
    const answer = await raw(port, bytes)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ type: 'fail' })
  })

  test('web pages are not served', async () => {
    const { ask, consensus } = await serveApi()
    const { status } = await ask('/v1/call', {
      method: 'POST',
      headers: { origin: 'http://example.org', 'content-type': 'text/plain' },
      body: { call: { f: 'write', value: 1 } },
    })
    expect(status).toBe(403)
    expect(consensus.commands).toEqual([])
  })

  test('an error of its own is 500 and unknown, and is told to the observer', async () => {
    const { ask, consensus, broken } = await serveApi()
    const bug = new Error('a bug')
    consensus.answer = () => {
      throw bug
    }
    const { status, json } = await ask('/v1/kv/x')
    expect(status).toBe(500)
    expect(json).toMatchObject({ type: 'info' })
    expect(broken).toEqual([bug])
  })

  test('while it drains, calls under way get their answer, and connections end with it', async () => {
    const { ask, consensus, listener, port } = await serveApi()
    const agent = new Agent({ keepAlive: true })
    const waiting = ask('/v1/kv/x', { agent })
    await vi.waitUntil(() => consensus.waiting.length === 1)
    const closed = listener.close(60_000)
    await expect(ask('/health')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    consensus.waiting[0]?.({ type: 'ok', value: 5 })
    const { json, headers } = await waiting
    expect(json).toMatchObject({ value: 5 })
    expect(headers.connection).toBe('close')
    await closed
    agent.destroy()
    await expect(ask('/health')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect(port).toBeGreaterThan(0)
  })

  test('a connection that does not end is cut', async () => {
    const { ask, consensus, listener } = await serveApi()
    const hanging = ask('/v1/kv/x').catch((error: NodeJS.ErrnoException) => error.code)
    await vi.waitUntil(() => consensus.waiting.length === 1)
    await listener.close(1)
    expect(await hanging).toBe('ECONNRESET')
  })
})

describe('Host', () => {
  const hosts = new Set(['127.0.0.5', 'kv.example.org'])

  test.each([
    ...['localhost', 'LOCALHOST:8001', 'localhost.', '127.0.0.1', '127.0.0.1:8001', '127.0.0.5', '[::1]'],
    ...['[::1]:8001', 'kv.example.org:80'],
  ])('%s is served on loopback', async (host) => {
    const { ask } = await serveApi({ hosts })
    expect((await ask('/health', { headers: { host } })).status).toBe(200)
  })

  test.each([
    ...['example.org', 'localhost.example.org', '127.0.0.1.example.org', '128.0.0.1', '[::2]', 'a b'],
    ...['localhost@example.org', 'example.org:8001', '127.0.0.1:8001:1'],
  ])('"%s" is another: 421, and nothing is done', async (host) => {
    const { ask, consensus } = await serveApi({ hosts })
    const { status, json } = await ask('/v1/kv/x', { method: 'PUT', headers: { host }, body: 1 })
    expect(status).toBe(421)
    expect(json).toMatchObject({ type: 'fail', error: expect.stringContaining('Host must be') as string })
    expect(consensus.commands).toEqual([])
  })

  test('one that is empty is another; none at all comes from no browser', async () => {
    const { port } = await serveApi({ hosts })
    const get = (version: string, host: string): string =>
      `GET /health HTTP/${version}\r\n${host}connection: close\r\n\r\n`
    expect(await raw(port, get('1.1', 'host: \r\n'))).toMatch(/^HTTP\/1.1 421 /)
    expect(await raw(port, get('1.1', ''))).toMatch(/^HTTP\/1.1 400 /)
    expect(await raw(port, get('1.0', ''))).toMatch(/^HTTP\/1.1 200 /)
  })

  test('any will do where the server listens to all', async () => {
    const { ask } = await serveApi()
    expect((await ask('/health', { headers: { host: 'example.org' } })).status).toBe(200)
  })
})

const put = (length: number, body: string): string =>
  `PUT /v1/kv/a HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${length}\r\n\r\n${body}`

describe('one connection with many requests', () => {
  test('has some of them served at a time, all of them answered, in their order', async () => {
    const { port, consensus } = await serveApi({ limit: 100_000 })
    const count = 5000
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.setEncoding('latin1').on('data', (part: string) => (text += part))
    for (let at = 0; at < count; at++) socket.write(put(`"${at}"`.length, `"${at}"`))
    let most = 0
    let answered = 0
    while (answered < count) {
      await vi.waitUntil(() => consensus.waiting.length > 0, { interval: 1 })
      most = Math.max(most, consensus.waiting.length)
      // the last one first: answers keep the order of the requests
      for (const answer of consensus.waiting.splice(0).reverse()) {
        answered++
        answer({ type: 'ok', value: null })
      }
    }
    expect(most).toBe(32)
    expect(consensus.commands.map(({ call }) => (call as { value: string }).value)).toEqual(
      Array.from({ length: count }, (_, at) => `${at}`),
    )
    await vi.waitUntil(() => text.split('HTTP/1.1 200').length === count + 1, { timeout: 10_000 })
    socket.destroy()
  })

  test('holds nothing up when it ends in the middle', async () => {
    const { port, consensus, ask, listener } = await serveApi()
    const socket = connect(port, '127.0.0.1')
    socket.write(put(3, '"x"').repeat(1000))
    await vi.waitUntil(() => consensus.waiting.length === 32)
    socket.destroy()
    // those that were read are carried out, as any that was sent: nobody can say when the client went
    consensus.answer = () => ({ type: 'ok', value: 1 })
    for (const answer of consensus.waiting.splice(0)) answer({ type: 'ok', value: null })
    expect((await ask('/v1/kv/b')).status).toBe(200)
    await listener.close(60_000)
  })

  test('has a body longer than what is read ahead', async () => {
    const { port, consensus } = await serveApi({ bodyLimit: 1_000_000 })
    const long = `"${'y'.repeat(500_000)}"`
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.setEncoding('latin1').on('data', (part: string) => (text += part))
    socket.write(put(3, '"x"').repeat(100) + put(long.length, long) + put(3, '"z"'))
    let answered = 0
    while (answered < 102) {
      await vi.waitUntil(() => consensus.waiting.length > 0, { interval: 1 })
      for (const answer of consensus.waiting.splice(0)) {
        answered++
        answer({ type: 'ok', value: null })
      }
    }
    await vi.waitUntil(() => text.split('HTTP/1.1 200').length === 103)
    socket.destroy()
  })
})

describe('bodies that do not end', () => {
  const half = put(2000, 'x'.repeat(1500))

  test('share one memory: over it 503, and the connection ends; who leaves gives it back', async () => {
    const { port, listener, ask, consensus } = await serveApi({ bodiesLimit: 4000 })
    consensus.answer = () => ({ type: 'ok', value: null })
    const holding = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
    for (const socket of holding) socket.write(half)
    await vi.waitUntil(() => listener.bodies.held === 3000)
    const refused = await raw(port, half)
    expect(refused).toMatch(/^HTTP\/1.1 503 /)
    expect(refused).toMatch(/connection: close/i)
    expect(refused).toMatch(/retry-after: 1/i)
    expect(JSON.parse(refused.slice(refused.indexOf('\r\n\r\n')))).toMatchObject({ type: 'fail' })
    // what is small still fits
    expect((await ask('/v1/kv/a', { method: 'PUT', body: 1 })).status).toBe(200)
    for (const socket of holding) socket.destroy()
    await vi.waitUntil(() => listener.bodies.held === 0)
    expect((await ask('/v1/kv/a', { method: 'PUT', body: 'x'.repeat(1400) })).status).toBe(400)
    expect(listener.bodies.held).toBe(0)
  })

  test.each([
    ['nothing at all', '', /^$|^HTTP\/1.1 408 /],
    ['half of the headers', 'GET /health HTTP/1.1\r\nhost: loc', /^HTTP\/1.1 408 /],
    ['half of a body', half, /^$|^HTTP\/1.1 408 /],
  ])('%s, and no more: the connection ends in time', async (_, bytes, answer) => {
    const { port, listener } = await serveApi({ timeouts: { headers: 100, request: 200 } })
    expect(await raw(port, bytes)).toMatch(answer)
    await vi.waitUntil(() => listener.bodies.held === 0)
  })

  test('a connection that asks for nothing more ends in time', async () => {
    const { port } = await serveApi({ timeouts: { idle: 50 } })
    expect(await raw(port, 'GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /)
  })
})
