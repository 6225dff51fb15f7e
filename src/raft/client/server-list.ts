import { elementAt } from '../../base/element-at.ts'
import { InputError } from '../../base/input-error.ts'
import { originOf } from './attempt.ts'

/** The servers a client knows, and which of them it thinks leads. */
export class ServerList {
  readonly #origins: string[]
  #current = 0

  /** @param servers `host:port`, or URLs. @throws InputError. */
  constructor(servers: readonly string[]) {
    const origins = servers.map((server) => {
      const origin = originOf(/^[^/]+:\d+$/.test(server) ? `http://${server}` : server)
      if (origin === undefined) throw new InputError(`"${server}" is no server: give host:port or a URL`)
      return origin
    })
    if (origins.length === 0) throw new InputError('name a server to connect to')
    this.#origins = [...new Set(origins)]
  }

  get current(): string {
    return elementAt(this.#origins, this.#current)
  }

  /** Another server leads. */
  redirect(origin: string): void {
    const known = this.#origins.indexOf(origin)
    this.#current = known >= 0 ? known : this.#origins.push(origin) - 1
  }

  /** The server does not answer, or takes nothing. Of many calls that find so, the first moves on for all. */
  leave(origin: string): void {
    if (origin === this.current) this.#current = (this.#current + 1) % this.#origins.length
  }
}
