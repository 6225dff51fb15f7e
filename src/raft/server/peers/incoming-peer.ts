import type { Socket } from 'node:net'
import type { Json } from '../../../base/json.ts'
import type { NodeId } from '../../../base/node-id.ts'
import { FrameReader } from './frame-reader.ts'
import { Hello, newNonce, parsed, Proof, proofOf, sameProof, type Credentials } from './handshake.ts'
import type { PeerSettings } from './peer-settings.ts'
import { certificateNames } from './peer-sockets.ts'
import { frameType, wireFrame, WireError, type WireFrame } from './wire-frame.ts'

/** The longest frame from somebody who is not known yet. */
const HANDSHAKE_BYTES = 4096

/** What the connection tells the transport. */
export interface IncomingEvents {
  isPeer(id: NodeId): boolean
  /** The other side is known from now on. */
  accepted(connection: IncomingPeer, from: NodeId): void
  message(from: NodeId, message: Json): void
  received(bytes: number): void
  /** It was turned away, before or after it was known. */
  rejected(connection: IncomingPeer, reason: string): void
  closed(connection: IncomingPeer): void
}

/** A connection that another server opened: messages come on it, and pings are answered. */
export class IncomingPeer {
  /** Who it is, once it is known: everything that comes is this server's. */
  from: NodeId | undefined
  readonly #socket: Socket
  readonly #credentials: Credentials
  readonly #settings: PeerSettings
  readonly #events: IncomingEvents
  readonly #reader = new FrameReader(HANDSHAKE_BYTES)
  readonly #nonce = newNonce()
  readonly #deadline: NodeJS.Timeout
  #idle: NodeJS.Timeout | undefined
  #hello: Hello | undefined
  #over = false

  constructor(socket: Socket, credentials: Credentials, settings: PeerSettings, events: IncomingEvents) {
    this.#socket = socket
    this.#credentials = credentials
    this.#settings = settings
    this.#events = events
    this.#deadline = setTimeout(
      () => this.#reject(`no handshake within ${settings.handshakeTimeout} ms`),
      settings.handshakeTimeout,
    )
    socket.on('data', (chunk: Buffer) => this.#received(chunk))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      this.#over = true
      clearTimeout(this.#deadline)
      clearTimeout(this.#idle)
      events.closed(this)
    })
  }

  get remote(): string {
    return this.#socket.remoteAddress ?? 'unknown'
  }

  close(): void {
    this.#over = true
    this.#socket.destroy()
  }

  #received(chunk: Buffer): void {
    if (this.#over) return
    this.#events.received(chunk.length)
    this.#idle?.refresh()
    try {
      this.#reader.push(chunk, (frame) => {
        this.#take(frame)
        return !this.#over
      })
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      this.#reject(error.message)
    }
  }

  #take({ type, payload }: WireFrame): void {
    if (this.from !== undefined) this.#takeKnown(this.from, type, payload)
    else if (this.#hello === undefined && type === frameType.hello) this.#takeHello(payload)
    else if (this.#hello !== undefined && type === frameType.proof) this.#takeProof(this.#hello, payload)
    else throw new WireError(`a frame of type ${type} before the handshake is done`)
  }

  #takeKnown(from: NodeId, type: number, payload: Buffer): void {
    if (type === frameType.message) this.#events.message(from, messageIn(payload))
    else if (type === frameType.ping) this.#socket.write(wireFrame(frameType.pong))
    else throw new WireError(`a frame of type ${type} where messages are due`)
  }

  #takeHello(payload: Buffer): void {
    const hello = parsed(Hello, payload)
    const { cluster, id, secret } = this.#credentials
    if (hello.cluster !== cluster) return this.#reject(`this is cluster ${cluster}, not ${hello.cluster}`)
    if (hello.to !== id)
      return this.#reject(`this is ${id}, not ${hello.to}: check the addresses of the servers`)
    if (hello.from === id || !this.#events.isPeer(hello.from)) {
      return this.#reject(`${hello.from} is no server that ${id} knows`)
    }
    if (hello.secret !== (secret !== undefined)) {
      return this.#reject(`one of ${id} and ${hello.from} has a secret, and the other has none`)
    }
    if (!certificateNames(this.#socket, hello.from)) {
      return this.#reject(`the certificate does not name ${hello.from}`)
    }
    this.#hello = hello
    const proof = proofOf(secret, 'acceptor', hello, this.#nonce)
    this.#socket.write(wireFrame(frameType.challenge, JSON.stringify({ nonce: this.#nonce, proof })))
  }

  #takeProof(hello: Hello, payload: Buffer): void {
    const right = proofOf(this.#credentials.secret, 'dialer', hello, this.#nonce)
    if (!sameProof(parsed(Proof, payload).proof, right)) return this.#reject('the secret is not the same')
    clearTimeout(this.#deadline)
    this.from = hello.from
    this.#reader.limit = this.#settings.maxMessageBytes
    const { idleTimeout } = this.#settings
    this.#idle = setTimeout(() => this.#socket.destroy(), idleTimeout)
    this.#socket.write(wireFrame(frameType.welcome))
    this.#events.accepted(this, hello.from)
  }

  /** Says why, and hangs up, whether the other side listens or not. */
  #reject(reason: string): void {
    if (this.#over) return
    this.#over = true
    this.#events.rejected(this, reason)
    this.#socket.end(wireFrame(frameType.refusal, JSON.stringify({ reason })))
    this.#socket.resume()
    setTimeout(() => this.#socket.destroy(), 1000).unref()
  }
}

function messageIn(payload: Buffer): Json {
  try {
    return JSON.parse(payload.toString()) as Json
  } catch {
    throw new WireError('a message that is no JSON')
  }
}
