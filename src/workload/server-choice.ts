import type { OperationError } from '../base/operation-error.ts'
import type { RandomStream } from '../base/random.ts'

/** How often an operation goes to any server, whoever leads: old leaders must be asked to be found out. */
const ASTRAY = 200_000

/** Which server a client asks: the one that worked, or the one it was told leads. Servers count from 0. */
export class ServerChoice {
  readonly #servers: number
  readonly #random: RandomStream
  #favourite: number

  constructor(servers: number, random: RandomStream) {
    this.#servers = servers
    this.#random = random
    this.#favourite = random.int(0, servers - 1)
  }

  /** The one that it believes to lead. */
  get favourite(): number {
    return this.#favourite
  }

  /** For the first try of an operation. */
  first(): number {
    return this.#random.ppm(ASTRAY) ? this.#random.int(0, this.#servers - 1) : this.#favourite
  }

  /** Any server but that one, which is of no use now. */
  another(than: number): number {
    if (this.#servers === 1) return than
    this.#favourite = (than + this.#random.int(1, this.#servers - 1)) % this.#servers
    return this.#favourite
  }

  /** That server works. */
  keep(server: number): void {
    this.#favourite = server
  }

  /** The server that an error says leads, such as n3, if it is another one of these. */
  named({ leader }: OperationError, than: number): number | undefined {
    if (leader === undefined) return undefined
    const digits = /^n(\d{1,6})$/.exec(leader)?.[1]
    const server = Number(digits ?? 0) - 1
    if (server < 0 || server >= this.#servers || server === than) return undefined
    this.#favourite = server
    return server
  }
}
