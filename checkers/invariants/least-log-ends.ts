import { elementAt } from '../../src/base/element-at.ts'
import type { LogEnd } from './invariant.ts'
import { endBefore, endOf, isOlder } from './log-end.ts'
import type { ObservedServer } from './observed-server.ts'

/**
 * The least up-to-date end of each server's log since a term was first seen anywhere. When a vote of that term is
 * seen it may have been given long before; the voter's log was then no older than this.
 *
 * A log mostly grows, so only the ends at the first sight are kept, and mended in the rare case that a log gets
 * older: when it is cut, or an incarnation begins with less.
 */
export class LeastLogEnds {
  readonly #servers: readonly ObservedServer[]
  /** By term, then by server. */
  readonly #ends = new Map<number, LogEnd[]>()
  readonly #latest: LogEnd[]

  constructor(servers: readonly ObservedServer[]) {
    this.#servers = servers
    this.#latest = servers.map(({ log }) => endOf(log))
  }

  /** A server is in this term, or asks for votes in it. */
  saw(term: number): void {
    if (this.#ends.has(term)) return
    this.#forgetOver()
    this.#ends.set(term, [...this.#latest])
  }

  /** To be told after each change of a log's end. */
  follow({ node, log }: ObservedServer): void {
    const before = elementAt(this.#latest, node)
    if (before.lastIndex === log.lastIndex && before.lastTerm === log.lastTerm) return
    const now = endOf(log)
    this.#latest[node] = now
    if (!isOlder(now, before)) return
    for (const ends of this.#ends.values()) if (isOlder(now, elementAt(ends, node))) ends[node] = now
  }

  /** The least end of a server's log that its vote in this term may have been compared with. */
  of(term: number, { node, log }: ObservedServer): LogEnd {
    const least = this.#ends.get(term)?.[node]
    return least === undefined || least.lastTerm >= term ? endBefore(term, log) : least
  }

  /** In a term that every server has passed nobody votes any more. */
  #forgetOver(): void {
    const lowest = this.#servers.reduce((least, { currentTerm }) => Math.min(least, currentTerm), Infinity)
    for (const term of this.#ends.keys()) if (term < lowest) this.#ends.delete(term)
  }
}
