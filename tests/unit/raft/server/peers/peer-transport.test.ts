import { createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { addressText } from '../../../../../src/raft/server/peers/address.ts'
import { PeerTransport, type PeerTransportOptions } from '../../../../../src/raft/server/peers/index.ts'
import { FrameReader } from '../../../../../src/raft/server/peers/frame-reader.ts'
import { newNonce } from '../../../../../src/raft/server/peers/handshake.ts'
import { frameType, wireFrame } from '../../../../../src/raft/server/peers/wire-frame.ts'
import { newAuthority } from './certificates.ts'
import { RawClient, SECRET, started, stopLater, until, type Started } from './transports.ts'

/** Two transports that know each other, connected both ways. */
async function pair(
  one: Partial<PeerTransportOptions> = {},
  other: Partial<PeerTransportOptions> = one,
): Promise<[Started, Started]> {
  const first = await started('n1', one)
  const second = await started('n2', other)
  first.transport.addPeer('n2', second.address)
  second.transport.addPeer('n1', first.address)
  return [first, second]
}

const connected = ({ transport }: Started, count = 1): Promise<void> =>
  until(() => transport.connectedPeers === count)

const authority = newAuthority('authority of the test')

describe.each<[string, (id: string) => Partial<PeerTransportOptions>]>([
  ['plain', () => ({})],
  ['with a secret', () => ({ secret: SECRET })],
  ['with TLS', (id) => ({ tls: authority('any name', [id]) })],
  ['with TLS and a secret', (id) => ({ tls: authority(id), secret: SECRET })],
])('two servers, %s', (_, options) => {
  test('exchange messages, in order, each with its sender', async () => {
    const [one, two] = await pair(options('n1'), options('n2'))
    await Promise.all([connected(one), connected(two)])
    const messages = Array.from({ length: 1000 }, (_, n) => ({ n, text: 'ü\u2028"'.repeat(n % 7) }))
    for (const message of messages) one.transport.send('n2', message)
    two.transport.send('n1', ['back'])
    await until(() => two.received.length === messages.length && one.received.length === 1)
    expect(two.received).toEqual(messages.map((message) => ({ from: 'n1', message })))
    expect(one.received).toEqual([{ from: 'n2', message: ['back'] }])
    expect(one.transport.counters).toMatchObject({
      messagesSent: 1000,
      messagesReceived: 1,
      messagesDropped: 0,
    })
    expect(two.transport.counters.bytesReceived).toBeGreaterThanOrEqual(one.transport.counters.bytesSent)
    expect(one.transport.peers).toEqual([{ id: 'n2', address: two.address, connected: true, incoming: true }])
  })

  test('send what is larger than any buffer', async () => {
    const [one, two] = await pair(options('n1'), options('n2'))
    const large = 'x'.repeat(4_000_000)
    for (let n = 0; n < 3; n++) one.transport.send('n2', { n, large })
    await until(() => two.received.length === 3)
    expect(two.received.map(({ message }) => (message as { n: number }).n)).toEqual([0, 1, 2])
    expect((two.received[2]!.message as { large: string }).large).toBe(large)
  })
})

describe('a connection', () => {
  test('is made again when the other server comes back', async () => {
    const [one, two] = await pair({ secret: SECRET })
    await Promise.all([connected(one), connected(two)])
    await two.transport.stop()
    await connected(one, 0)
    expect(one.notes.map(({ event }) => event)).toContain('peer-disconnected')
    const again = await started('n2', { secret: SECRET, listen: two.address }, ['n1'])
    again.transport.addPeer('n1', one.address)
    await connected(one)
    one.transport.send('n2', 'hello again')
    await until(() => again.received.length === 1)
    expect(one.transport.counters).toMatchObject({ connects: 2, disconnects: 1, connections: 1 })
  })

  test('that is down is noted once, not at each try', async () => {
    const one = await started('n1', {}, ['n2'])
    await until(() => one.notes.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(one.notes).toEqual([
      { event: 'peer-unreachable', reason: expect.stringContaining('ECONNREFUSED') },
    ])
  })

  test('goes to the new address when that is changed', async () => {
    const two = await started('n2', {}, ['n1'])
    const one = await started('n1', {}, ['n2'])
    one.transport.send('n2', 'lost')
    one.transport.addPeer('n2', two.address)
    await connected(one)
    one.transport.send('n2', 'there')
    await until(() => two.received.length === 1)
    expect(two.received).toEqual([{ from: 'n1', message: 'there' }])
  })

  test('to a server that is removed ends, both ways', async () => {
    const [one, two] = await pair()
    await Promise.all([connected(one), connected(two)])
    one.transport.removePeer('n2')
    expect(one.transport.peers).toEqual([])
    await connected(two, 0)
    await until(() =>
      two.notes.some(({ reason }) => String(reason).includes('n2 is no server that n1 knows')),
    )
    one.transport.send('n2', 'nobody')
    expect(one.transport.counters).toMatchObject({ messagesDropped: 1, connections: 0 })
  })

  test('of a server that was started anew takes the place of the old one', async () => {
    const two = await started('n2', { secret: SECRET }, ['n1'])
    const old = await started('n1', { secret: SECRET })
    old.transport.addPeer('n2', two.address)
    await connected(old)
    const anew = await started('n1', { secret: SECRET })
    anew.transport.addPeer('n2', two.address)
    await until(() => old.notes.some(({ event }) => event === 'peer-disconnected'))
    await old.transport.stop()
    await connected(anew)
    anew.transport.send('n2', 1)
    await until(() => two.received.length === 1)
  })
})

/** Listens, and never answers, or only until the handshake is done. */
async function silentServer(from: 'the start' | 'after the handshake' = 'the start'): Promise<string> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    if (from === 'the start') return
    const reader = new FrameReader(4096)
    socket.on('data', (chunk: Buffer) =>
      reader.push(chunk, ({ type }) => {
        const challenge = JSON.stringify({ nonce: newNonce(), proof: '' })
        if (type === frameType.hello) socket.write(wireFrame(frameType.challenge, challenge))
        if (type === frameType.proof) socket.write(wireFrame(frameType.welcome))
        return true
      }),
    )
  })
  stopLater({
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return addressText({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
}

describe('a server that stands still', () => {
  test('before it answers, is given up after the deadline', async () => {
    const one = await started('n1', { settings: { handshakeTimeout: 50 } })
    one.transport.addPeer('n2', await silentServer())
    await until(() => one.notes.length > 0)
    expect(one.notes[0]).toEqual({ event: 'peer-unreachable', reason: 'no handshake within 50 ms' })
  })

  test('does not make the other hold more than its queue allows; the oldest go', async () => {
    const one = await started('n1', { settings: { maxQueueBytes: 10_000, handshakeTimeout: 60_000 } })
    one.transport.addPeer('n2', await silentServer())
    for (let n = 0; n < 100; n++) one.transport.send('n2', 'x'.repeat(998))
    expect(one.transport.counters).toMatchObject({ messagesDropped: 90, messagesSent: 0 })
  })

  test('later, is noticed by the pings it does not answer', async () => {
    const one = await started('n1', { settings: { pingAfter: 10, idleTimeout: 100 } })
    one.transport.addPeer('n2', await silentServer('after the handshake'))
    await until(() => one.notes.length > 1)
    expect(one.notes).toEqual([
      { event: 'peer-connected', reason: undefined },
      { event: 'peer-disconnected', reason: 'no sign of life for 100 ms' },
    ])
  })

  test('and sends no pings, is noticed by that', async () => {
    const two = await started('n2', { settings: { idleTimeout: 50 } }, ['n1'])
    const silent = new RawClient(two.address)
    expect(await silent.shakeHands('n1', 'n2')).toBe(frameType.welcome)
    expect(two.transport.peers[0]?.incoming).toBe(true)
    await until(() => silent.closed)
    expect(two.transport.peers[0]?.incoming).toBe(false)
  })

  test('is not suspected as long as pings are answered', async () => {
    const [one, two] = await pair({ settings: { pingAfter: 10, idleTimeout: 2000 } })
    await Promise.all([connected(one), connected(two)])
    const { bytesReceived } = two.transport.counters
    await until(() => two.transport.counters.bytesReceived > bytesReceived + 16 * 30)
    expect(one.transport.counters).toMatchObject({ connects: 1, disconnects: 0, messagesSent: 0 })
  })
})

describe('turned away', () => {
  async function reasons(
    one: Partial<PeerTransportOptions>,
    two: Partial<PeerTransportOptions>,
  ): Promise<{ dialer: string; acceptor: string }> {
    const acceptor = await started('n2', two, ['n1'])
    const dialer = await started('n1', one)
    dialer.transport.addPeer('n2', acceptor.address)
    const told = ({ notes }: Started, event: string): string[] =>
      notes.flatMap((note) => (note.event === event ? [String(note.reason)] : []))
    await until(() => told(dialer, 'peer-unreachable').length > 0 && acceptor.transport.counters.rejected > 0)
    expect(dialer.transport.connectedPeers).toBe(0)
    dialer.transport.send('n2', 'in vain')
    await until(() => acceptor.transport.counters.rejected > 2)
    expect(acceptor.received).toEqual([])
    return { dialer: told(dialer, 'peer-unreachable')[0]!, acceptor: told(acceptor, 'peer-rejected')[0]! }
  }

  test('another cluster', async () => {
    expect(await reasons({ cluster: 'other' }, {})).toEqual({
      dialer: 'refused: this is cluster test, not other',
      acceptor: 'this is cluster test, not other',
    })
  })

  test('another secret', async () => {
    const acceptor = await started('n2', { secret: SECRET }, ['n1'])
    const dialer = await started('n1', { secret: `${SECRET}!` })
    dialer.transport.addPeer('n2', acceptor.address)
    await until(() => dialer.notes.length > 0)
    expect(dialer.notes[0]).toEqual({ event: 'peer-unreachable', reason: 'the secret is not the same' })
  })

  test.each([
    [{ secret: SECRET }, {}],
    [{}, { secret: SECRET }],
  ])('a secret on one side only', async (one, two) => {
    expect((await reasons(one, two)).dialer).toBe(
      'refused: one of n2 and n1 has a secret, and the other has none',
    )
  })

  test('an address that is another server', async () => {
    const three = await started('n3', {}, ['n1'])
    const one = await started('n1')
    one.transport.addPeer('n2', three.address)
    await until(() => one.notes.length > 0)
    expect(one.notes[0]?.reason).toBe('refused: this is n3, not n2: check the addresses of the servers')
  })

  test('a server that nobody told it of', async () => {
    const two = await started('n2', {}, ['n3'])
    const one = await started('n1')
    one.transport.addPeer('n2', two.address)
    await until(() => one.notes.length > 0)
    expect(one.notes[0]?.reason).toBe('refused: n1 is no server that n2 knows')
    two.transport.addPeer('n1', one.address)
    await connected(one)
  })

  test('a certificate of another authority, on either side', async () => {
    const other = newAuthority('somebody else')
    const mixed = { ...other('n1'), ca: authority('n1').ca }
    const { acceptor } = await reasons({ tls: mixed }, { tls: authority('n2') })
    expect(acceptor).not.toBe('')
    const dialer = await started('n1', { tls: authority('n1') })
    const impostor = await started('n2', { tls: { ...other('n2'), ca: authority('n2').ca } }, ['n1'])
    dialer.transport.addPeer('n2', impostor.address)
    await until(() => dialer.notes.length > 0)
    expect(dialer.notes[0]?.reason).toMatch(/unable to verify|self-signed|signature failure/)
  })

  test('a certificate that names another server, on either side', async () => {
    const { acceptor } = await reasons({ tls: authority('n3', ['n3', 'n1x', '*']) }, { tls: authority('n2') })
    expect(acceptor).toBe('the certificate does not name n1')
    const dialer = await started('n1', { tls: authority('n1') })
    const impostor = await started('n2', { tls: authority('n3') }, ['n1'])
    dialer.transport.addPeer('n2', impostor.address)
    await until(() => dialer.notes.length > 0)
    expect(dialer.notes[0]?.reason).toBe('its certificate does not name n2')
  })

  test('TLS on one side only', async () => {
    const acceptor = await started('n2', { tls: authority('n2') }, ['n1'])
    const plain = await started('n1')
    plain.transport.addPeer('n2', acceptor.address)
    await until(() => plain.notes.length > 0 && acceptor.transport.counters.rejected > 0)
    const acceptsPlain = await started('n2', {}, ['n1'])
    const dialer = await started('n1', { tls: authority('n1') })
    dialer.transport.addPeer('n2', acceptsPlain.address)
    await until(() => dialer.notes.length > 0 && acceptsPlain.transport.counters.rejected > 0)
    expect(acceptsPlain.notes).toContainEqual({
      event: 'peer-rejected',
      reason: expect.stringContaining('is no beginning of a frame'),
    })
  })
})

describe('bad settings are refused with what to do', () => {
  test.each<[Partial<PeerTransportOptions>, RegExp]>([
    [{ secret: 'short' }, /secret of the cluster must have at least 16 characters/],
    [
      { tls: { key: 'no key', cert: 'no certificate', ca: '' } },
      /key, certificate or authority.*cannot be used/,
    ],
  ])('%j', (options, message) => {
    expect(() => new PeerTransport({ cluster: 'test', id: 'n1', ...options })).toThrow(message)
  })

  test('an address that is taken', async () => {
    const one = await started('n1')
    await expect(started('n2', { listen: one.address })).rejects.toThrow(
      /^127.0.0.1:\d+: cannot listen.*EADDRINUSE/,
    )
  })
})

test('a message that is too long is not sent, and does not end the connection', async () => {
  const [one, two] = await pair({ settings: { maxMessageBytes: 1000 } })
  await connected(one)
  one.transport.send('n2', 'x'.repeat(1000))
  one.transport.send('n2', 'fits')
  await until(() => two.received.length === 1)
  expect(two.received[0]?.message).toBe('fits')
  expect(one.transport.counters).toMatchObject({ messagesDropped: 1, disconnects: 0 })
  expect(one.notes.map(({ event }) => event)).toContain('peer-message-too-large')
})

test('after stop nothing is handed over any more', async () => {
  const [one, two] = await pair()
  await connected(one)
  for (let n = 0; n < 100; n++) one.transport.send('n2', n)
  await until(() => two.received.length > 0)
  await two.transport.stop()
  const { length } = two.received
  one.transport.send('n2', 'late')
  await connected(one, 0)
  expect(two.received).toHaveLength(length)
})
