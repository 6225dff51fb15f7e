import { assert } from '../../base/assert.ts'
import { InputError } from '../../base/input-error.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { RandomStream } from '../../base/random.ts'
import type { Address, Addresses, ServerMember, ServerTarget } from '../../subject/server.ts'
import { Link } from './link.ts'
import type { Route, RouteFinder } from './proxied-connection.ts'
import { TcpProxy } from './tcp-proxy.ts'

export interface LinksOptions {
  readonly target: ServerTarget
  /** Where each server listens. */
  readonly listen: ReadonlyMap<NodeId, Addresses>
  readonly random: RandomStream
  /** Told what `sourceOf` throws. */
  readonly onError: (error: unknown) => void
}

/** The directed links of a cluster and the proxies through which its servers reach each other. */
export class Links {
  readonly #listen: ReadonlyMap<NodeId, Addresses>
  readonly #links = new Map<string, Link>()
  readonly #proxies: TcpProxy[] = []
  /** By who is told the address (empty: everybody), whose it is, and the port. */
  readonly #addresses = new Map<string, Address>()

  private constructor({ listen, random }: LinksOptions) {
    this.#listen = listen
    for (const from of listen.keys()) {
      for (const to of listen.keys()) {
        if (from === to) continue
        this.#links.set(`${from}>${to}`, new Link(from, to, random.fork(`link/${from}>${to}`)))
      }
    }
  }

  static async open(options: LinksOptions): Promise<Links> {
    const links = new Links(options)
    try {
      await links.#openProxies(options)
    } catch (error) {
      await links.close()
      throw error
    }
    return links
  }

  between(from: NodeId, to: NodeId): Link {
    const link = this.#links.get(`${from}>${to}`)
    assert(link !== undefined, `there is no link from ${from} to ${to}`)
    return link
  }

  /** All servers, as that one is told to reach them. */
  membersFor(from: NodeId): ServerMember[] {
    return [...this.#listen].map(([to, listen]) => {
      const reach = Object.entries(listen).map(([port, address]) => [
        port,
        this.#addresses.get(`${from}>${to}/${port}`) ?? this.#addresses.get(`>${to}/${port}`) ?? address,
      ])
      return { id: to, reach: Object.fromEntries(reach) as Addresses }
    })
  }

  async close(): Promise<void> {
    await Promise.all(this.#proxies.map((proxy) => proxy.close()))
  }

  async #openProxies(options: LinksOptions): Promise<void> {
    const { target, listen } = options
    for (const [to, addresses] of listen) {
      for (const [port, address] of Object.entries(addresses)) {
        if (target.ports[port] !== 'peers') continue
        if (target.sourceOf !== undefined) {
          await this.#open(`>${to}/${port}`, address, this.#finder(to, options))
          continue
        }
        for (const from of listen.keys()) {
          if (from !== to) await this.#open(`${from}>${to}/${port}`, address, this.#route(from, to))
        }
      }
    }
  }

  async #open(name: string, target: Address, route: Route | RouteFinder): Promise<void> {
    const proxy = await TcpProxy.open({ target, route })
    this.#proxies.push(proxy)
    this.#addresses.set(name, proxy.address)
  }

  /** What `to` answers travels from it, whoever opened the connection. */
  #route(from: NodeId, to: NodeId): Route {
    return { forward: this.between(from, to), backward: this.between(to, from) }
  }

  #finder(to: NodeId, { target, random, onError }: LinksOptions): RouteFinder {
    const free = new Link('unknown', to, random.fork(`link/unknown>${to}`))
    return {
      unknown: { forward: free, backward: free },
      find: (bytes) => {
        try {
          const from = target.sourceOf?.(bytes, this.membersFor(to))
          if (from === null || from === undefined) return from
          if (!this.#listen.has(from)) throw new InputError(`sourceOf gave "${from}", which is no server`)
          return from === to ? null : this.#route(from, to)
        } catch (error) {
          onError(error)
          return null
        }
      },
    }
  }
}
