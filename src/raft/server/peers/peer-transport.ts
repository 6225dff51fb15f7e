import type { AddressInfo, Server, Socket } from 'node:net'
import { InputError } from '../../../base/input-error.ts'
import type { Json } from '../../../base/json.ts'
import type { NodeId } from '../../../base/node-id.ts'
import { addressText, parseAddress, type Address } from './address.ts'
import type { Credentials } from './handshake.ts'
import { IncomingPeer, type IncomingEvents } from './incoming-peer.ts'
import { OutgoingPeer, type OutgoingOptions } from './outgoing-peer.ts'
import { PeerCounters } from './peer-counters.ts'
import {
  checkSecret,
  defaultPeerSettings,
  type PeerNote,
  type PeerSettings,
  type PeerTls,
} from './peer-settings.ts'
import { listen } from './peer-sockets.ts'
import { RejectionLog } from './rejection-log.ts'
import { WireError } from './wire-frame.ts'

export interface PeerTransportOptions {
  readonly cluster: string
  readonly id: NodeId
  /** Where to listen, `host:port`; port 0 takes any that is free. Default `127.0.0.1:0`. */
  readonly listen?: string
  /** What all servers of the cluster know and nobody else: at least 16 characters. */
  readonly secret?: string
  readonly tls?: PeerTls
  readonly settings?: Partial<PeerSettings>
  readonly note?: PeerNote
}

/** Another server as the transport sees it. */
export interface PeerStatus {
  readonly id: NodeId
  readonly address: string
  /** Whether messages to it have a connection. */
  readonly connected: boolean
  /** Whether it has a connection to this server. */
  readonly incoming: boolean
}

type Handler = (from: NodeId, message: Json) => void
/** What is wrong with a message; undefined when nothing is. */
type Judge = (from: NodeId, message: Json) => string | undefined

/** Messages between servers over TCP: each server opens one connection to each other, for what it sends. */
export class PeerTransport {
  readonly counters = new PeerCounters()
  readonly #options: PeerTransportOptions
  readonly #settings: PeerSettings
  readonly #credentials: Credentials
  readonly #note: PeerNote
  readonly #server: Server
  readonly #outgoing = new Map<NodeId, OutgoingPeer>()
  /** Servers added before the start, and those there are. */
  readonly #addresses = new Map<NodeId, Address>()
  readonly #incoming = new Map<NodeId, IncomingPeer>()
  readonly #connections = new Set<IncomingPeer>()
  #handler: Handler = () => {}
  #judge: Judge = () => undefined
  readonly #rejections: RejectionLog
  #running = false
  #flushing = false

  /** @throws InputError when the secret is too short, or a certificate cannot be used. */
  constructor(options: PeerTransportOptions) {
    const { cluster, id, secret, tls } = options
    checkSecret(secret)
    this.#options = options
    this.#settings = { ...defaultPeerSettings, ...options.settings }
    this.#credentials = { cluster, id, secret }
    this.#note = options.note ?? (() => {})
    this.#rejections = new RejectionLog(this.#note)
    this.#server = this.#makeServer(tls)
  }

  /** Other servers with a connection to send on. */
  get connectedPeers(): number {
    let connected = 0
    for (const peer of this.#outgoing.values()) if (peer.connected) connected++
    return connected
  }

  get peers(): readonly PeerStatus[] {
    return [...this.#addresses].map(([id, address]) => ({
      id,
      address: addressText(address),
      connected: this.#outgoing.get(id)?.connected ?? false,
      incoming: this.#incoming.has(id),
    }))
  }

  /**
   * Who gets the messages; `from` is the server that proved who it is on the connection they came on. One in which
   * `judge` finds a fault is not handed over, and ends the connection it came on.
   */
  onMessage(handler: Handler, judge: Judge = () => undefined): void {
    this.#handler = handler
    this.#judge = judge
  }

  /**
   * Listens, and begins to connect to the servers that were added. Resolves to where it listens.
   * @throws InputError when it cannot listen there.
   */
  async start(): Promise<string> {
    const { host, port } = parseAddress(this.#options.listen ?? '127.0.0.1:0')
    const server = this.#server
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) =>
        reject(new InputError(`${addressText({ host, port })}: cannot listen: ${error.message}`)),
      )
      server.listen({ host, port }, resolve)
    })
    server.on('error', (error) => this.#note('peer-listener-failed', { reason: error.message }))
    this.#running = true
    for (const [id, address] of this.#addresses) this.#connect(id, address)
    const { address, port: taken } = server.address() as AddressInfo
    return addressText({ host: address, port: taken })
  }

  /** Closes all connections; nothing is sent or handed over any more. */
  async stop(): Promise<void> {
    this.#running = false
    this.#handler = () => {}
    for (const peer of this.#outgoing.values()) peer.stop()
    this.#outgoing.clear()
    for (const connection of this.#connections) connection.close()
    if (!this.#server.listening) return
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  /**
   * Adds another server, or changes its address (`host:port`).
   * @throws InputError when that is no address.
   */
  addPeer(id: NodeId, address: string): void {
    if (id === this.#options.id) return
    const parsed = parseAddress(address)
    const known = this.#addresses.get(id)
    if (known !== undefined && addressText(known) === addressText(parsed)) return
    this.#addresses.set(id, parsed)
    this.#outgoing.get(id)?.stop()
    if (this.#running) this.#connect(id, parsed)
  }

  /** Forgets a server: no more messages to it, and none from it. */
  removePeer(id: NodeId): void {
    this.#addresses.delete(id)
    this.#outgoing.get(id)?.stop()
    this.#outgoing.delete(id)
    this.#incoming.get(id)?.close()
  }

  /** Sends a message some time soon. It may be lost: no connection, a full queue, a crash. */
  send(to: NodeId, message: Json): void {
    const peer = this.#outgoing.get(to)
    const json = JSON.stringify(message)
    const size = Buffer.byteLength(json)
    if (peer === undefined || size > this.#settings.maxMessageBytes) {
      this.counters.messagesDropped++
      if (peer !== undefined) this.#note('peer-message-too-large', { peer: to, bytes: size })
      return
    }
    peer.enqueue(json, size)
    if (this.#flushing) return
    this.#flushing = true
    // at the end of this turn of the event loop: all messages to a server go together
    setImmediate(() => {
      this.#flushing = false
      for (const other of this.#outgoing.values()) other.flush()
    })
  }

  #makeServer(tls: PeerTls | undefined): Server {
    try {
      const server = listen(tls, this.#settings.handshakeTimeout, (socket) => this.#accept(socket))
      server.on('tlsClientError', (error: Error, socket: Socket) =>
        this.#rejected(socket.remoteAddress, error.message),
      )
      return server
    } catch (error) {
      throw new InputError(
        `the key, certificate or authority for the other servers cannot be used: ${(error as Error).message}`,
      )
    }
  }

  #connect(id: NodeId, address: Address): void {
    const { tls } = this.#options
    const options: OutgoingOptions = {
      credentials: this.#credentials,
      settings: this.#settings,
      tls,
      counters: this.counters,
      note: this.#note,
    }
    this.#outgoing.set(id, new OutgoingPeer(id, address, options))
  }

  #accept(socket: Socket): void {
    if (!this.#running) {
      socket.destroy()
      return
    }
    this.#connections.add(new IncomingPeer(socket, this.#credentials, this.#settings, this.#events))
  }

  #rejected(remote: string | undefined, reason: string, from?: NodeId): void {
    this.counters.rejected++
    this.#rejections.rejected(remote ?? 'unknown', from, reason)
  }

  readonly #events: IncomingEvents = {
    isPeer: (id) => this.#addresses.has(id),
    accepted: (connection, from) => {
      // a server that was started anew; its old connection may look alive for a while
      this.#incoming.get(from)?.close()
      this.#incoming.set(from, connection)
      this.#outgoing.get(from)?.retryNow()
    },
    message: (from, message) => {
      this.counters.messagesReceived++
      const fault = this.#judge(from, message)
      if (fault !== undefined) {
        this.counters.invalidMessages++
        throw new WireError(`an invalid message: ${fault}`)
      }
      this.#handler(from, message)
    },
    received: (bytes) => {
      this.counters.bytesReceived += bytes
    },
    rejected: (connection, reason) => this.#rejected(connection.remote, reason, connection.from),
    closed: (connection) => {
      this.#connections.delete(connection)
      const { from } = connection
      if (from !== undefined && this.#incoming.get(from) === connection) this.#incoming.delete(from)
    },
  }
}
