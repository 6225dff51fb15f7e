import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { announcesTooMuch, tooLong } from './body.ts'
import { BodyMemory } from './body-memory.ts'
import { Exchange, type Ending, type ExchangeObserver } from './exchange.ts'
import { checkHost } from './host-header.ts'
import { Backlog, Pipeline } from './pipeline.ts'
import { Refusal } from './refusal.ts'
import type { Router } from './router.ts'

export interface ListenerOptions {
  readonly router: Router
  readonly observer: Omit<ExchangeObserver, 'closing' | 'bodies'>
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
  /** Certificate and key in PEM; the API is then served over TLS. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer }
  /** Most bytes of a body. */
  readonly bodyLimit: number
  /** Most bytes that all bodies take together that are not whole yet. */
  readonly bodiesLimit: number
  /** Names by which clients may call it, in lower case, beside those of loopback. Default: any. */
  readonly hosts?: ReadonlySet<string>
  readonly timeouts?: Partial<ListenerTimeouts>
  /** Most connections at a time; more are closed at once. */
  readonly connections: number
  /** Milliseconds; by the monotonic clock. */
  readonly now: () => number
}

/** Milliseconds after which a connection is closed. */
export interface ListenerTimeouts {
  /** Without all headers of a request, since it began or since the connection was made. */
  readonly headers: number
  /** Without all of a request, however slowly it comes. */
  readonly request: number
  /** Without its next request. */
  readonly idle: number
  /** With an answer under way, and nothing that moves: there is nobody at its other end. */
  readonly stuck: number
}

const defaultTimeouts: ListenerTimeouts = { headers: 10_000, request: 30_000, idle: 75_000, stuck: 120_000 }

/** Requests that wait, on all connections together, for earlier ones of their own connection. */
const MAX_BACKLOG = 20_000

/** The HTTP server: limits, one handler a request, and an end in good order. */
export class HttpListener implements ExchangeObserver {
  readonly #options: ListenerOptions
  readonly #server: Server
  readonly bodies: BodyMemory
  readonly #backlog = new Backlog(MAX_BACKLOG)
  readonly #pipelines = new WeakMap<Socket, Pipeline>()
  #closed: Promise<void> | undefined

  constructor(options: ListenerOptions) {
    this.#options = options
    this.bodies = new BodyMemory(options.bodiesLimit)
    const { headers, request, idle, stuck } = { ...defaultTimeouts, ...options.timeouts }
    const limits = {
      headersTimeout: headers,
      requestTimeout: request,
      connectionsCheckingInterval: Math.min(1000, headers),
    }
    this.#server =
      options.tls === undefined ? createHttpServer(limits) : createHttpsServer({ ...limits, ...options.tls })
    const server = this.#server
    server.keepAliveTimeout = idle
    server.timeout = stuck
    server.maxConnections = options.connections
    server.on('request', (request, response) => {
      const exchange = this.#exchange(request, response)
      this.#admit(exchange, () => this.#serve(exchange))
    })
    server.on('checkContinue', (request, response) => {
      const exchange = this.#exchange(request, response)
      this.#admit(exchange, () => this.#serveExpecting(exchange))
    })
    server.on('clientError', refuseBytes)
  }

  /** Begins to listen; returns where. Rejects when the address cannot be had. */
  async listen(): Promise<{ readonly host: string; readonly port: number }> {
    const { host, port } = this.#options
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    return { host, port: (this.#server.address() as AddressInfo).port }
  }

  get closing(): boolean {
    return this.#closed !== undefined
  }

  /** Takes no more connections, and ends those there are: idle ones now, the others with their next answer. */
  drain(): void {
    this.#closed ??= new Promise((resolve) => this.#server.close(() => resolve()))
  }

  /** Drains, waits until all connections ended, at most so many milliseconds, and cuts those that are left. */
  async close(patience: number): Promise<void> {
    this.drain()
    const cut = setTimeout(() => this.#server.closeAllConnections(), patience)
    await this.#closed
    clearTimeout(cut)
  }

  ended(exchange: Exchange, ending: Ending): void {
    this.#pipelineOf(exchange).left()
    this.#options.observer.ended(exchange, ending)
  }

  broke(exchange: Exchange, error: unknown): void {
    this.#options.observer.broke(exchange, error)
  }

  #exchange(request: IncomingMessage, response: ServerResponse): Exchange {
    return new Exchange(request, response, this.#options.now(), this)
  }

  #pipelineOf({ request: { socket } }: Exchange): Pipeline {
    let pipeline = this.#pipelines.get(socket)
    if (pipeline === undefined) {
      pipeline = new Pipeline(socket, this.#backlog)
      this.#pipelines.set(socket, pipeline)
    }
    return pipeline
  }

  /** Serves a request when those before it on its connection leave room for it. */
  #admit(exchange: Exchange, serve: () => void): void {
    if (this.#pipelineOf(exchange).enter(serve)) return
    exchange.last = true
    exchange.attempt(tooManyAhead)
  }

  #serve(exchange: Exchange): void {
    exchange.attempt(() => {
      checkHost(exchange.request.headers.host, this.#options.hosts)
      // Only browsers send it: a page of anybody's must not reach a server that listens on loopback.
      if (exchange.request.headers.origin !== undefined)
        throw new Refusal(403, 'requests from web pages are not served')
      this.#options.router.handlerOf(exchange)(exchange)
    })
  }

  /** A client that asks before it sends a long body is told at once that it is too long. */
  #serveExpecting(exchange: Exchange): void {
    if (!announcesTooMuch(exchange, this.#options.bodyLimit)) {
      exchange.response.writeContinue()
      this.#serve(exchange)
      return
    }
    exchange.last = true
    exchange.attempt(() => tooLong(this.#options.bodyLimit))
  }
}

function tooManyAhead(): never {
  throw new Refusal(503, 'busy: too many requests wait for earlier ones of their connections', {}, [
    ...['retry-after', '1'],
  ])
}

/** Bytes that are no request of HTTP, or come too slowly. */
function refuseBytes(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, reason, text] = reasons[error.code ?? ''] ?? [400, 'Bad Request', 'this is no HTTP request']
  const body = `${JSON.stringify({ type: 'fail', error: text })}\n`
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

const reasons: { readonly [code: string]: readonly [number, string, string] } = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'the headers are too long'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'the request did not arrive in time'],
}
