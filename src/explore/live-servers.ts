import type { LoneServer } from './lone-server.ts'

/** So many are kept. */
const MAX_LIVE = 4096

/** Servers as they stand, by their state, to go on from there: each once, as it is in another state then. */
export class LiveServers {
  readonly #servers = new Map<number, LoneServer[]>()
  #size = 0

  /** Of those in a state that was not asked for longest one goes where they become too many. */
  keep(state: number, server: LoneServer): void {
    const there = this.#servers.get(state)
    if (there === undefined) this.#servers.set(state, [server])
    else there.push(server)
    if (++this.#size <= MAX_LIVE) return
    const [oldest = state] = this.#servers.keys()
    this.take(oldest)
  }

  /** One in that state, which is kept no more; undefined: there is none. */
  take(state: number): LoneServer | undefined {
    const there = this.#servers.get(state)
    const server = there?.pop()
    if (server === undefined) return undefined
    this.#size--
    if (there?.length === 0) this.#servers.delete(state)
    return server
  }
}
