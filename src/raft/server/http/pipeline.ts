import type { Socket } from 'node:net'

/** Requests of one connection that are served at a time; those that follow wait for their turn. */
const MAX_AT_ONCE = 32

/** What is common to all connections: how many requests wait for the turn of their connection. */
export class Backlog {
  readonly limit: number
  waiting = 0

  constructor(limit: number) {
    this.limit = limit
  }
}

/**
 * The requests of one connection, in their order. A client may send the next ones before the first is answered: without
 * a bound ten thousand of them, which come with a few reads, would hold up the event loop, and a leader that sends no
 * heartbeats is deposed. So only some are served at a time, the connection is not read while others wait, and the
 * loop gets its turn between two of them.
 */
export class Pipeline {
  readonly #socket: Socket
  readonly #backlog: Backlog
  #waiting: (() => void)[] = []
  #active = 0
  #scheduled = 0
  #closed = false

  constructor(socket: Socket, backlog: Backlog) {
    this.#socket = socket
    this.#backlog = backlog
    // whoever reads a body, or writes an answer out, sets the socket going again
    socket.on('resume', () => this.#holdBack())
    socket.on('close', () => {
      this.#closed = true
      this.#backlog.waiting -= this.#waiting.length
      this.#waiting = []
    })
  }

  /**
   * Serves a request when it is its turn. Returns false when too many wait already, on all connections together: it is
   * then to be answered at once.
   */
  enter(serve: () => void): boolean {
    if (this.#waiting.length === 0 && this.#active < MAX_AT_ONCE) {
      this.#active++
      serve()
      return true
    }
    if (this.#backlog.waiting >= this.#backlog.limit) {
      this.#active++
      return false
    }
    this.#waiting.push(serve)
    this.#backlog.waiting++
    this.#holdBack()
    return true
  }

  /** A request that was served is answered. */
  left(): void {
    this.#active--
    if (this.#waiting.length <= this.#scheduled || this.#closed) return
    this.#scheduled++
    setImmediate(() => {
      this.#scheduled--
      this.#next()
    })
  }

  #next(): void {
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#backlog.waiting--
    this.#active++
    next()
    // the last one may have a body that is still to come
    if (this.#waiting.length === 0) this.#socket.resume()
  }

  #holdBack(): void {
    if (this.#waiting.length > 0) this.#socket.pause()
  }
}
