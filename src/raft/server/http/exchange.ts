import type { IncomingMessage, ServerResponse } from 'node:http'
import type { BodyMemory } from './body-memory.ts'
import { Refusal } from './refusal.ts'

/** What an exchange ended as, for the metrics: a status, or that nobody was there any more to hear it. */
export type Ending = number | 'gone'

/** What an exchange tells of itself, and asks. */
export interface ExchangeObserver {
  /** Whether connections end with their next answer. */
  readonly closing: boolean
  /** What bodies may take that are not whole yet. */
  readonly bodies: BodyMemory
  /** Called once, when the exchange is answered or nobody waits for the answer any more. */
  ended(exchange: Exchange, ending: Ending): void
  /** A handler threw something that is no {@link Refusal}: a bug. */
  broke(exchange: Exchange, error: unknown): void
}

/** One request and its answer, given once and at any time. */
export class Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The path as it came, percent signs and all. */
  readonly path: string
  /** What follows the question mark, or nothing. */
  readonly query: string
  /** The part of the path behind the route's own. */
  rest = ''
  /** Which route took it, as metrics name it. */
  route = 'none'
  readonly started: number
  /** Whether the connection ends with this answer. */
  last = false
  readonly #observer: ExchangeObserver
  #ended = false

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    started: number,
    observer: ExchangeObserver,
  ) {
    this.request = request
    this.response = response
    this.started = started
    this.#observer = observer
    const url = request.url ?? '/'
    const mark = url.indexOf('?')
    this.path = mark < 0 ? url : url.slice(0, mark)
    this.query = mark < 0 ? '' : url.slice(mark + 1)
  }

  /** What its body takes its memory from. */
  get bodies(): BodyMemory {
    return this.#observer.bodies
  }

  /** Answers with JSON. */
  answer(status: number, body: object, headers?: readonly string[]): void {
    this.answerText(status, 'application/json; charset=utf-8', `${JSON.stringify(body)}\n`, headers)
  }

  /** @param headers names and values in turn. */
  answerText(status: number, contentType: string, text: string, headers: readonly string[] = []): void {
    if (this.#ended) return
    this.#ended = true
    const { response } = this
    if (response.destroyed) {
      this.#observer.ended(this, 'gone')
      return
    }
    const length = String(Buffer.byteLength(text))
    const all = [
      'content-type',
      contentType,
      'content-length',
      length,
      'cache-control',
      'no-store',
      ...headers,
    ]
    if (this.last || this.#observer.closing) all.push('connection', 'close')
    response.writeHead(status, all)
    response.end(text)
    this.#observer.ended(this, status)
  }

  /** Runs a part of a handler: what it throws becomes the answer. */
  attempt(part: () => void): void {
    try {
      part()
    } catch (error) {
      if (error instanceof Refusal) {
        const { status, message, fields, headers } = error
        this.answer(status, { type: 'fail', error: message, ...fields }, headers)
        return
      }
      this.#observer.broke(this, error)
      // how far it came is not known, so neither is what it did
      this.answer(500, { type: 'info', error: 'the server met an error of its own; its log says more' })
    }
  }
}
