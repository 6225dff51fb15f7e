import type { SeenServer } from './abstract-state.ts'
import { hashOf } from './feature.ts'

/** How many leaders, one after the other, are looked at together. */
const CHAIN = 2

/**
 * How leaders followed each other: whether each has what the one before it had, whether that one committed anything, and what became
 * of it. Most of what goes wrong in a Raft takes several leaders, none of which gets far.
 */
export class Reigns<S extends SeenServer> {
  #leader: S | undefined
  #term = 0
  /** The last entry of the leader as it was seen last. */
  #lastIndex = 0
  #lastTerm = 0
  /** Up to where something was committed when its reign began. */
  #committed = 0
  readonly #led = new Set<S>()
  readonly #chain: number[] = []

  /** A server has changed; a hash of the last reigns where another one begins with it, else undefined. */
  follow(server: S, servers: readonly S[]): number | undefined {
    if (server.role === 'leader' && server.term > this.#term) return this.#begin(server, servers)
    if (server === this.#leader && server.term === this.#term) {
      this.#lastIndex = server.lastIndex
      this.#lastTerm = server.lastTerm
    }
    return undefined
  }

  #begin(server: S, servers: readonly S[]): number {
    const before = this.#leader
    const committed = Math.max(...servers.map(({ commitIndex }) => commitIndex))
    const lacks = this.#lastIndex > 0 && server.termAt(this.#lastIndex) !== this.#lastTerm
    this.#chain.push(
      hashOf(
        before === server ? 1 : this.#led.has(server) ? 2 : 0,
        lacks ? 1 : 0,
        committed > this.#committed ? 1 : 0,
        before?.status === 'down' ? 1 : 0,
        server.lastIndex > server.commitIndex ? 1 : 0,
      ),
    )
    if (this.#chain.length > CHAIN) this.#chain.shift()
    this.#led.add(server)
    this.#leader = server
    this.#term = server.term
    this.#committed = committed
    this.#lastIndex = server.lastIndex
    this.#lastTerm = server.lastTerm
    return hashOf(...this.#chain)
  }
}
