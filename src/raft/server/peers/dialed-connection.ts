import type { Socket } from 'node:net'
import type { NodeId } from '../../../base/node-id.ts'
import type { Address } from './address.ts'
import { FrameReader } from './frame-reader.ts'
import {
  Challenge,
  newNonce,
  parsed,
  proofOf,
  Refusal,
  sameProof,
  type Credentials,
  type Hello,
} from './handshake.ts'
import type { PeerSettings, PeerTls } from './peer-settings.ts'
import { certificateNames, dial } from './peer-sockets.ts'
import { frameType, wireFrame, WireError, type WireFrame } from './wire-frame.ts'

/** The longest frame that the other side ever sends on this connection. */
const ANSWER_BYTES = 4096

export interface DialOptions {
  readonly to: NodeId
  readonly address: Address
  readonly credentials: Credentials
  readonly settings: PeerSettings
  readonly tls: PeerTls | undefined
}

export interface DialEvents {
  /** Both sides know each other: messages may go. */
  open(): void
  /** There is room again for what did not fit. */
  drained(): void
  /** The end, called once. */
  closed(reason: string): void
}

/** One connection that this server opens to another, from the first byte to the last. */
export class DialedConnection {
  readonly #options: DialOptions
  readonly #events: DialEvents
  readonly #socket: Socket
  readonly #reader = new FrameReader(ANSWER_BYTES)
  readonly #hello: Hello
  readonly #deadline: NodeJS.Timeout
  #pings: NodeJS.Timeout | undefined
  #state: 'challenge' | 'welcome' | 'open' | 'over' = 'challenge'
  #reason = 'the connection was closed'
  /** When something came last, or the system took something of what was unsent. */
  #lastProgress = performance.now()
  #unsent = 0

  constructor(options: DialOptions, events: DialEvents) {
    this.#options = options
    this.#events = events
    const { to, address, credentials, settings, tls } = options
    const { cluster, id: from, secret } = credentials
    this.#hello = { cluster, from, to, nonce: newNonce(), secret: secret !== undefined }
    this.#deadline = setTimeout(
      () => this.#end(`no handshake within ${settings.handshakeTimeout} ms`),
      settings.handshakeTimeout,
    )
    this.#socket = dial(address, tls, () => this.#connected())
    this.#socket.on('data', (chunk: Buffer) => this.#received(chunk))
    this.#socket.on('drain', () => {
      if (this.#state === 'open') events.drained()
    })
    this.#socket.on('error', (error) => this.#end(error.message))
    this.#socket.on('close', () => this.#closed())
  }

  /** Bytes that the system has not taken yet. */
  get unsent(): number {
    return this.#socket.writableLength
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  close(): void {
    this.#end('closed by this server')
  }

  #connected(): void {
    if (this.#state === 'over') return
    if (!certificateNames(this.#socket, this.#options.to)) {
      return this.#end(`its certificate does not name ${this.#options.to}`)
    }
    this.write(wireFrame(frameType.hello, JSON.stringify(this.#hello)))
  }

  #received(chunk: Buffer): void {
    if (this.#state === 'over') return
    this.#lastProgress = performance.now()
    try {
      this.#reader.push(chunk, (frame) => {
        this.#take(frame)
        return this.#state !== 'over'
      })
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      this.#end(error.message)
    }
  }

  #take({ type, payload }: WireFrame): void {
    if (type === frameType.refusal) this.#end(`refused: ${parsed(Refusal, payload).reason}`)
    else if (this.#state === 'challenge' && type === frameType.challenge)
      this.#answer(parsed(Challenge, payload))
    else if (this.#state === 'welcome' && type === frameType.welcome) this.#open()
    else if (this.#state !== 'open' || type !== frameType.pong) {
      throw new WireError(`a frame of type ${type} that is not due`)
    }
  }

  #answer({ nonce, proof }: Challenge): void {
    const { secret } = this.#options.credentials
    if (!sameProof(proof, proofOf(secret, 'acceptor', this.#hello, nonce))) {
      return this.#end('the secret is not the same')
    }
    this.#state = 'welcome'
    this.write(
      wireFrame(frameType.proof, JSON.stringify({ proof: proofOf(secret, 'dialer', this.#hello, nonce) })),
    )
  }

  #open(): void {
    clearTimeout(this.#deadline)
    this.#state = 'open'
    this.#pings = setInterval(() => this.#keepAlive(), this.#options.settings.pingAfter)
    this.#events.open()
  }

  /** A side that is gone without a word, or stands still, shows by no answer and no room. */
  #keepAlive(): void {
    const now = performance.now()
    const { idleTimeout } = this.#options.settings
    const unsent = this.unsent
    if (unsent < this.#unsent) this.#lastProgress = now
    this.#unsent = unsent
    if (now - this.#lastProgress > idleTimeout) this.#end(`no sign of life for ${idleTimeout} ms`)
    else this.write(wireFrame(frameType.ping)) // also among messages: nothing else is answered
  }

  #end(reason: string): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#reason = reason
    this.#socket.destroy()
  }

  #closed(): void {
    this.#state = 'over'
    clearTimeout(this.#deadline)
    clearInterval(this.#pings)
    this.#events.closed(this.#reason)
  }
}
