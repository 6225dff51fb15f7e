import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newNonce, proofOf, type Hello } from '../../../../../src/raft/server/peers/handshake.ts'
import { frameType, wireFrame } from '../../../../../src/raft/server/peers/wire-frame.ts'
import { RawClient, SECRET, started, until, type Started } from './transports.ts'

const settings = { maxMessageBytes: 10_000 }

/** What the server answers before it hangs up. */
async function told(client: RawClient): Promise<string> {
  await until(() => client.closed)
  return client.frames.map(({ text }) => text).join(' ')
}

const hello = (key?: string): Hello => ({
  cluster: 'test',
  from: 'n1',
  to: 'n2',
  nonce: newNonce(),
  secret: key !== undefined,
})

/** The header of a hello that is yet to come. */
function announcing(length: number): Buffer {
  const bytes = wireFrame(frameType.hello)
  bytes.writeUInt32BE(length, 8)
  return bytes
}

const serverWith = (key?: string, more: object = {}): Promise<Started> =>
  started('n2', { ...(key === undefined ? {} : { secret: key }), settings: { ...settings, ...more } }, [
    'n1',
    'n3',
  ])

describe('before the handshake is done', () => {
  test.each<[string, Buffer, RegExp]>([
    ['text', Buffer.from('GET / HTTP/1.1\r\n\r\n'), /47455420 is no beginning of a frame/],
    ['zeros', Buffer.alloc(100), /00000000 is no beginning of a frame/],
    ['a message', wireFrame(frameType.message, '1'), /a frame of type 6 before the handshake is done/],
    ['a proof', wireFrame(frameType.proof, '{"proof":""}'), /a frame of type 3 before/],
    ['a hello of nothing', wireFrame(frameType.hello), /handshake that is no JSON/],
    ['a hello of something else', wireFrame(frameType.hello, '[]'), /with a wrong form/],
    [
      'a hello without a nonce',
      wireFrame(frameType.hello, JSON.stringify({ ...hello(), nonce: 'no' })),
      /with a wrong nonce/,
    ],
    [
      'a hello that is too long',
      wireFrame(frameType.hello, ' '.repeat(4097)),
      /a frame of 4097 bytes; 4096 are/,
    ],
    [
      'a header that announces 4 GiB',
      announcing(0xffffffff),
      /a frame of 4294967295 bytes; 4096 are allowed here/,
    ],
  ])('%s ends it, with the reason', async (_, bytes, reason) => {
    const server = await serverWith()
    const client = new RawClient(server.address)
    client.socket.write(bytes)
    expect(await told(client)).toMatch(reason)
    expect(server.received).toEqual([])
    expect(server.transport.counters.rejected).toBe(1)
  })

  test('another protocol version is told which one is spoken here', async () => {
    const server = await serverWith()
    const bytes = wireFrame(frameType.hello, JSON.stringify(hello()))
    bytes[4] = 2
    const client = new RawClient(server.address)
    client.socket.write(bytes)
    expect(await told(client)).toContain('protocol version 2; this server speaks version 1')
  })

  test('a wrong checksum ends it', async () => {
    const server = await serverWith()
    const bytes = wireFrame(frameType.hello, JSON.stringify(hello()))
    bytes[20] = bytes[20]! ^ 1
    const client = new RawClient(server.address)
    client.socket.write(bytes)
    expect(await told(client)).toContain('a frame with a wrong checksum')
  })

  test('a hello that comes byte by byte must come in time', async () => {
    const server = await serverWith(undefined, { handshakeTimeout: 200 })
    const client = new RawClient(server.address)
    const bytes = wireFrame(frameType.hello, JSON.stringify(hello()))
    let at = 0
    const drip = setInterval(() => client.socket.write(bytes.subarray(at, ++at)), 10)
    try {
      expect(await told(client)).toContain('no handshake within 200 ms')
      expect(at).toBeLessThan(bytes.length)
    } finally {
      clearInterval(drip)
    }
  })

  test('one who says nothing is closed after the deadline, also after hello', async () => {
    const server = await serverWith(SECRET, { handshakeTimeout: 50 })
    const silent = new RawClient(server.address)
    expect(await told(silent)).toContain('no handshake within 50 ms')
    const half = new RawClient(server.address)
    half.send(frameType.hello, hello(SECRET))
    expect(await told(half)).toContain('no handshake within 50 ms')
  })
})

describe('a proof', () => {
  test('must be there', async () => {
    const server = await serverWith(SECRET)
    const client = new RawClient(server.address)
    client.send(frameType.hello, hello(SECRET))
    await client.frame(0)
    client.send(frameType.message, 'without')
    expect(await told(client)).toContain('a frame of type 6 before the handshake is done')
    expect(server.received).toEqual([])
  })

  test.each<[string, (said: Hello, nonce: string, proof: string) => string]>([
    ['made with another secret', (said, nonce) => proofOf(`${SECRET}?`, 'dialer', said, nonce)],
    ['sent back', (_said, _nonce, proof) => proof],
    ['of nothing', () => ''],
    ['of another nonce', (said) => proofOf(SECRET, 'dialer', said, newNonce())],
    ['of another name', (said, nonce) => proofOf(SECRET, 'dialer', { ...said, from: 'n3' }, nonce)],
  ])('%s is none', async (_, make) => {
    const server = await serverWith(SECRET)
    const client = new RawClient(server.address)
    const said = hello(SECRET)
    client.send(frameType.hello, said)
    const { json } = await client.frame(0)
    client.send(frameType.proof, { proof: make(said, json['nonce']!, json['proof']!) })
    expect(await told(client)).toContain('the secret is not the same')
    expect(server.received).toEqual([])
  })

  test('that was heard once is of no use again', async () => {
    const server = await serverWith(SECRET)
    const first = new RawClient(server.address)
    const said = hello(SECRET)
    first.send(frameType.hello, said)
    const nonce = (await first.frame(0)).json['nonce']!
    const heard = proofOf(SECRET, 'dialer', said, nonce)
    first.send(frameType.proof, { proof: heard })
    expect((await first.frame(1)).type).toBe(frameType.welcome)
    const second = new RawClient(server.address)
    second.send(frameType.hello, said)
    await second.frame(0)
    second.send(frameType.proof, { proof: heard })
    expect(await told(second)).toContain('the secret is not the same')
    expect(server.transport.peers.find(({ id }) => id === 'n1')?.incoming).toBe(true)
  })
})

describe('after the handshake', () => {
  test('what comes is of the server that proved itself, whatever it says', async () => {
    const server = await serverWith(SECRET)
    const client = new RawClient(server.address)
    expect(await client.shakeHands('n1', 'n2', SECRET)).toBe(frameType.welcome)
    client.send(frameType.message, { from: 'n3', to: 'n9' })
    await until(() => server.received.length === 1)
    expect(server.received).toEqual([{ from: 'n1', message: { from: 'n3', to: 'n9' } }])
  })

  test.each<[string, Buffer, RegExp]>([
    [
      'a message that is too long',
      wireFrame(frameType.message, ' '.repeat(10_001)),
      /a frame of 10001 bytes/,
    ],
    ['a message that is no JSON', wireFrame(frameType.message, '{"a":'), /a message that is no JSON/],
    ['a deep message', wireFrame(frameType.message, '['.repeat(10_000)), /a message that is no JSON/],
    [
      'a second hello',
      wireFrame(frameType.hello, JSON.stringify(hello())),
      /a frame of type 1 where messages/,
    ],
    ['a pong', wireFrame(frameType.pong), /a frame of type 8 where messages/],
    [
      'an unknown type',
      Buffer.from('5757500a016300000000000000000000', 'hex'),
      /a frame of type 99 is not known/,
    ],
  ])('%s ends it, and nothing after it is read', async (_, bytes, reason) => {
    const server = await serverWith()
    const client = new RawClient(server.address)
    expect(await client.shakeHands('n1', 'n2')).toBe(frameType.welcome)
    client.socket.write(
      Buffer.concat([wireFrame(frameType.message, '1'), bytes, wireFrame(frameType.message, '2')]),
    )
    expect(await told(client)).toMatch(reason)
    expect(server.received).toEqual([{ from: 'n1', message: 1 }])
  })
})

test('whatever bytes come, only whole messages are handed over, and the server goes on', async () => {
  const server = await serverWith()
  const messages = [0, 1, 2].map((n) =>
    wireFrame(frameType.message, JSON.stringify({ n, text: '~'.repeat(50 * n) })),
  )
  const good = Buffer.concat(messages)
  const change = fc.record({ at: fc.nat(good.length - 1), to: fc.nat(255) })
  const damaged = fc.array(change, { maxLength: 3 }).map((changes) => {
    const bytes = Buffer.from(good)
    for (const { at, to } of changes) bytes[at] = to
    return bytes
  })
  const garbage = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
  let whole = 0
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged, garbage), fc.boolean(), async (bytes, known) => {
      const client = new RawClient(server.address)
      if (known) expect(await client.shakeHands('n1', 'n2')).toBe(frameType.welcome)
      server.received.length = 0
      const hangsUp = new Promise<void>((resolve) => client.socket.on('close', () => resolve()))
      client.socket.end(bytes)
      await hangsUp
      const sent = messages.map((frame) => frame.toString('utf8', 16))
      const got = server.received.map(({ message }) => JSON.stringify(message))
      expect(got).toEqual(sent.slice(0, got.length))
      if (!known) expect(got).toEqual([])
      whole += got.length
    }),
    { numRuns: 300 },
  )
  expect(whole).toBeGreaterThan(50)
  const other = await started('n1')
  other.transport.addPeer('n2', server.address)
  server.received.length = 0
  other.transport.send('n2', 'still there')
  await until(() => server.received.length === 1)
})
