import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { announcesTooMuch, tooLong } from './body.ts'
import { Exchange, type Ending, type ExchangeObserver } from './exchange.ts'
import { Refusal } from './refusal.ts'
import type { Router } from './router.ts'

export interface ListenerOptions {
  readonly router: Router
  readonly observer: Omit<ExchangeObserver, 'closing'>
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
  /** Certificate and key in PEM; the API is then served over TLS. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer }
  /** Most bytes of a body. */
  readonly bodyLimit: number
  /** Most connections at a time; more are closed at once. */
  readonly connections: number
  /** Milliseconds; by the monotonic clock. */
  readonly now: () => number
}

/** Longest time in which a request must have arrived: its headers, and all of it. */
const HEADERS_MILLIS = 10_000
const REQUEST_MILLIS = 30_000
/** How long a connection may wait for its next request. */
const IDLE_MILLIS = 75_000
/** A connection on which nothing moves for so long, with an answer under way, has nobody at its other end. */
const STUCK_MILLIS = 120_000

/** The HTTP server: limits, one handler a request, and an end in good order. */
export class HttpListener implements ExchangeObserver {
  readonly #options: ListenerOptions
  readonly #server: Server
  #closed: Promise<void> | undefined

  constructor(options: ListenerOptions) {
    this.#options = options
    const limits = { headersTimeout: HEADERS_MILLIS, requestTimeout: REQUEST_MILLIS }
    this.#server =
      options.tls === undefined ? createHttpServer(limits) : createHttpsServer({ ...limits, ...options.tls })
    const server = this.#server
    server.keepAliveTimeout = IDLE_MILLIS
    server.timeout = STUCK_MILLIS
    server.maxConnections = options.connections
    server.on('request', (request, response) => this.#serve(this.#exchange(request, response)))
    server.on('checkContinue', (request, response) => this.#serveExpecting(request, response))
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
    this.#options.observer.ended(exchange, ending)
  }

  broke(exchange: Exchange, error: unknown): void {
    this.#options.observer.broke(exchange, error)
  }

  #exchange(request: IncomingMessage, response: ServerResponse): Exchange {
    return new Exchange(request, response, this.#options.now(), this)
  }

  #serve(exchange: Exchange): void {
    exchange.attempt(() => {
      // Only browsers send it: a page of anybody's must not reach a server that listens on loopback.
      if (exchange.request.headers.origin !== undefined)
        throw new Refusal(403, 'requests from web pages are not served')
      this.#options.router.handlerOf(exchange)(exchange)
    })
  }

  /** A client that asks before it sends a long body is told at once that it is too long. */
  #serveExpecting(request: IncomingMessage, response: ServerResponse): void {
    const exchange = this.#exchange(request, response)
    if (!announcesTooMuch(exchange, this.#options.bodyLimit)) {
      response.writeContinue()
      this.#serve(exchange)
      return
    }
    exchange.last = true
    exchange.attempt(() => tooLong(this.#options.bodyLimit))
  }
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
