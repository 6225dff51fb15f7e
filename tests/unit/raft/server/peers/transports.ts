import { connect, type Socket } from 'node:net'
import { afterEach } from 'vitest'
import type { Json } from '../../../../../src/base/json.ts'
import { FrameReader } from '../../../../../src/raft/server/peers/frame-reader.ts'
import { newNonce, proofOf, type Hello } from '../../../../../src/raft/server/peers/handshake.ts'
import { parseAddress } from '../../../../../src/raft/server/peers/address.ts'
import { PeerTransport, type PeerTransportOptions } from '../../../../../src/raft/server/peers/index.ts'
import { frameType, wireFrame, type FrameType } from '../../../../../src/raft/server/peers/wire-frame.ts'

export const SECRET = 'correct horse battery staple'

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
})

/** To be stopped after the test. */
export function stopLater<T extends { stop(): Promise<void> }>(one: T): T {
  running.push(one)
  return one
}

export interface Started {
  readonly transport: PeerTransport
  readonly address: string
  readonly received: { from: string; message: Json }[]
  readonly notes: { event: string; reason: Json | undefined }[]
}

/** A transport that listens and keeps what it gets; quick to retry. */
export async function started(
  id: string,
  options: Partial<PeerTransportOptions> = {},
  peers: readonly string[] = [],
): Promise<Started> {
  const received: Started['received'] = []
  const notes: Started['notes'] = []
  const transport = new PeerTransport({
    cluster: 'test',
    id,
    ...options,
    settings: { retryAfter: 5, retryAtMost: 20, ...options.settings },
    note: (event, { reason }) => notes.push({ event, reason }),
  })
  stopLater(transport)
  transport.onMessage((from, message) => received.push({ from, message }))
  for (const peer of peers) transport.addPeer(peer, '127.0.0.1:1')
  const address = await transport.start()
  return { transport, address, received, notes }
}

/** Waits for a condition, however long it takes; the test's own limit ends it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}

/** A stranger with a socket, who can say anything. */
export class RawClient {
  readonly socket: Socket
  readonly frames: { type: FrameType; text: string }[] = []
  closed = false

  constructor(address: string) {
    const reader = new FrameReader(1 << 20)
    this.socket = connect(parseAddress(address))
    this.socket.on('data', (chunk: Buffer) => {
      reader.push(chunk, ({ type, payload }) => {
        this.frames.push({ type, text: payload.toString() })
        return true
      })
    })
    this.socket.on('error', () => {})
    this.socket.on('close', () => (this.closed = true))
    stopLater(this)
  }

  async stop(): Promise<void> {
    this.socket.destroy()
    await Promise.resolve()
  }

  send(type: FrameType, value: unknown): void {
    this.socket.write(wireFrame(type, JSON.stringify(value)))
  }

  async frame(index: number): Promise<{ type: FrameType; json: { [key: string]: string } }> {
    await until(() => this.frames.length > index || this.closed)
    const frame = this.frames[index]
    if (frame === undefined) throw new Error(`closed after ${JSON.stringify(this.frames)}`)
    return { type: frame.type, json: JSON.parse(frame.text || '{}') as { [key: string]: string } }
  }

  /** Says hello, and gives the proof; returns the type of the last answer. */
  async shakeHands(from: string, to: string, key?: string): Promise<FrameType> {
    const hello: Hello = { cluster: 'test', from, to, nonce: newNonce(), secret: key !== undefined }
    this.send(frameType.hello, hello)
    const challenge = await this.frame(0)
    if (challenge.type !== frameType.challenge) return challenge.type
    this.send(frameType.proof, { proof: proofOf(key, 'dialer', hello, challenge.json['nonce']!) })
    return (await this.frame(1)).type
  }
}
