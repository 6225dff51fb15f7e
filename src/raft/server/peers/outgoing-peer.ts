import type { NodeId } from '../../../base/node-id.ts'
import type { Millis } from '../../../base/time.ts'
import { addressText, type Address } from './address.ts'
import { Backoff } from './backoff.ts'
import { DialedConnection } from './dialed-connection.ts'
import { FrameWriter } from './frame-writer.ts'
import type { Credentials } from './handshake.ts'
import { MessageQueue } from './message-queue.ts'
import type { PeerCounters } from './peer-counters.ts'
import type { PeerNote, PeerSettings, PeerTls } from './peer-settings.ts'
import { WIRE_HEADER_BYTES } from './wire-frame.ts'

/** What a connection may hold that the system has not taken yet; the rest waits in the queue. */
const UNSENT_BYTES = 1024 * 1024

export interface OutgoingOptions {
  readonly credentials: Credentials
  readonly settings: PeerSettings
  readonly tls: PeerTls | undefined
  readonly counters: PeerCounters
  readonly note: PeerNote
}

/**
 * The way to one other server: a connection that is made again whenever it is lost, and the messages that wait
 * for it. What waits when a connection fails is dropped: it would be old news, and Raft asks again.
 */
export class OutgoingPeer {
  readonly id: NodeId
  readonly address: Address
  readonly #options: OutgoingOptions
  readonly #queue: MessageQueue
  readonly #writer = new FrameWriter()
  readonly #backoff: Backoff
  #connection: DialedConnection | undefined
  #openSince: Millis | undefined
  #retry: NodeJS.Timeout | undefined
  /** The reason that was noted last: a server that is down is noted once. */
  #noted: string | undefined
  #stopped = false

  constructor(id: NodeId, address: Address, options: OutgoingOptions) {
    this.id = id
    this.address = address
    this.#options = options
    const { maxQueueBytes, retryAfter, retryAtMost } = options.settings
    this.#queue = new MessageQueue(maxQueueBytes)
    this.#backoff = new Backoff(retryAfter, retryAtMost)
    this.#dial()
  }

  get connected(): boolean {
    return this.#openSince !== undefined
  }

  /** Takes a message for the next {@link flush}. */
  enqueue(json: string, size: number): void {
    this.#options.counters.messagesDropped += this.#queue.push(json, size)
  }

  /** Sends what waits, as far as the connection takes it. */
  flush(): void {
    const connection = this.#connection
    if (connection === undefined || !this.connected) return
    const { counters } = this.#options
    while (this.#queue.length > 0 && connection.unsent < UNSENT_BYTES) {
      while (this.#writer.length < UNSENT_BYTES) {
        const message = this.#queue.shift()
        if (message === undefined) break
        this.#writer.message(message.json, message.size)
        counters.messagesSent++
        counters.bytesSent += WIRE_HEADER_BYTES + message.size
      }
      connection.write(this.#writer.take())
    }
  }

  /** There are signs that the other server is back: no more waiting. */
  retryNow(): void {
    if (this.#retry === undefined || this.#stopped) return
    clearTimeout(this.#retry)
    this.#dial()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#retry)
    this.#queue.clear()
    this.#connection?.close()
  }

  #dial(): void {
    this.#retry = undefined
    const { credentials, settings, tls } = this.#options
    this.#connection = new DialedConnection(
      { to: this.id, address: this.address, credentials, settings, tls },
      {
        open: () => this.#opened(),
        drained: () => this.flush(),
        closed: (reason) => this.#closed(reason),
      },
    )
  }

  #opened(): void {
    this.#openSince = performance.now()
    this.#noted = undefined
    this.#options.counters.connects++
    this.#options.note('peer-connected', { peer: this.id, address: addressText(this.address) })
    this.flush()
  }

  #closed(reason: string): void {
    this.#connection = undefined
    const { counters, settings, note } = this.#options
    const openSince = this.#openSince
    this.#openSince = undefined
    if (openSince !== undefined) counters.disconnects++
    if (this.#stopped) return
    counters.messagesDropped += this.#queue.clear()
    // one that is lost at once every time must not be tried without end at full speed
    if (openSince !== undefined && performance.now() - openSince > settings.retryAtMost) this.#backoff.reset()
    if (reason !== this.#noted) {
      const event = openSince === undefined ? 'peer-unreachable' : 'peer-disconnected'
      note(event, { peer: this.id, address: addressText(this.address), reason })
    }
    this.#noted = reason
    this.#retry = setTimeout(() => this.#dial(), this.#backoff.next())
  }
}
