import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import type { Address } from '../../subject/server.ts'
import { ProxiedConnection, type Route, type RouteFinder } from './proxied-connection.ts'

export interface TcpProxyOptions {
  /** Where the connections lead. */
  readonly target: Address
  readonly route: Route | RouteFinder
}

/** Listens on loopback and passes every connection on over links that can be cut and disturbed. */
export class TcpProxy {
  readonly address: Address
  readonly #server: Server
  readonly #connections = new Set<ProxiedConnection>()
  #closed: Promise<unknown> | undefined

  private constructor(server: Server, options: TcpProxyOptions) {
    const { address, port } = server.address() as AddressInfo
    this.address = { host: address, port }
    this.#server = server
    server.on('connection', (dialler) => {
      const connection = new ProxiedConnection(dialler, options.target, options.route, (closed) =>
        this.#connections.delete(closed),
      )
      this.#connections.add(connection)
    })
  }

  /** Opens it on a free port, which it holds until it is closed: nobody else can get in between. */
  static async open(options: TcpProxyOptions): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true })
    server.listen({ host: '127.0.0.1', port: 0 })
    await once(server, 'listening')
    return new TcpProxy(server, options)
  }

  /** How many connections lead through it now. */
  get connections(): number {
    return this.#connections.size
  }

  /** Breaks all its connections and listens no more. */
  async close(): Promise<void> {
    if (this.#closed === undefined) {
      this.#closed = once(this.#server, 'close')
      this.#server.close()
      for (const connection of this.#connections) connection.breakOff()
    }
    await this.#closed
  }
}
