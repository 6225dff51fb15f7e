import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Millis } from '../../base/time.ts'

export interface HttpRequest {
  /** `http://host:port` or `https://host:port`. */
  readonly origin: string
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** JSON. */
  readonly body?: string
  readonly timeout: Millis
  /** Each of them ends it. */
  readonly signals: readonly AbortSignal[]
}

export interface HttpAnswer {
  readonly status: number
  readonly location: string | undefined
  /** The body; undefined when it is no JSON. */
  readonly json: unknown
}

/** No whole answer came. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  /** Whether the server may have got the request. */
  readonly sent: boolean

  constructor(sent: boolean, message: string, cause?: unknown) {
    super(message, { cause })
    this.sent = sent
  }
}

/** Most bytes of an answer that are read. */
const MAX_LENGTH = 64 * 1024 * 1024

/** Connections to all servers, kept open between requests. */
export class HttpExchanger {
  readonly #plain: HttpAgent
  readonly #tls: HttpsAgent

  /** @param ca certificates in PEM that servers are checked against. Default: the system's. */
  constructor(connections: number, ca?: string | Buffer) {
    const keep = { keepAlive: true, maxSockets: connections }
    this.#plain = new HttpAgent(keep)
    this.#tls = new HttpsAgent(ca === undefined ? keep : { ...keep, ca })
  }

  /** One request and its answer. @throws NoAnswer. */
  exchange(asked: HttpRequest): Promise<HttpAnswer> {
    const { origin, method, path, body, timeout, signals } = asked
    const url = new URL(origin)
    const isTls = url.protocol === 'https:'
    const options: RequestOptions = {
      // an IPv6 address stands in brackets only inside a URL
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      method,
      path,
      agent: isTls ? this.#tls : this.#plain,
      headers:
        body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    }
    return new Promise((resolve, reject) => {
      let sent = false
      const request = isTls ? httpsRequest(options) : httpRequest(options)
      const end = (error: Error): void => void request.destroy(error)
      const timer = setTimeout(() => end(new Error(`no answer within ${timeout} ms`)), timeout)
      const aborted = (event: Event): void => end(reasonOf((event.target as AbortSignal).reason))
      for (const signal of signals) {
        if (signal.aborted) end(reasonOf(signal.reason))
        else signal.addEventListener('abort', aborted)
      }
      const settle = (): void => {
        clearTimeout(timer)
        for (const signal of signals) signal.removeEventListener('abort', aborted)
      }
      const fail = (error: Error): void => {
        settle()
        reject(
          new NoAnswer(
            sent,
            `${origin}: ${error.message || String((error as NodeJS.ErrnoException).code)}`,
            error,
          ),
        )
      }
      request.on('socket', (socket) => {
        if (!socket.connecting) sent = true
        else socket.once('connect', () => (sent = true))
      })
      request.on('error', fail)
      request.on('response', (response) => {
        readAnswer(response, fail, (answer) => {
          settle()
          resolve(answer)
        })
      })
      request.end(body)
    })
  }

  close(): void {
    this.#plain.destroy()
    this.#tls.destroy()
  }
}

function readAnswer(
  response: IncomingMessage,
  fail: (error: Error) => void,
  done: (answer: HttpAnswer) => void,
): void {
  const chunks: Buffer[] = []
  let size = 0
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= MAX_LENGTH) chunks.push(chunk)
    else response.destroy(new Error(`the answer is longer than ${MAX_LENGTH} bytes`))
  })
  response.on('error', fail)
  response.on('close', () => {
    if (!response.complete) fail(new Error('the answer broke off'))
  })
  response.on('end', () => {
    const { statusCode = 0, headers } = response
    done({
      status: statusCode,
      location: headers.location,
      json: parsed(Buffer.concat(chunks).toString('utf8')),
    })
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const reasonOf = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)))
