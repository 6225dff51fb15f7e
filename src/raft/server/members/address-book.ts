import type { Json } from '../../../base/json.ts'
import type { NodeId } from '../../../base/node-id.ts'
import { hostAndPort, type MemberAddress } from './member-address.ts'

export interface AddressBookOptions {
  /** Who is known from the start, this server included. */
  readonly initial: ReadonlyMap<NodeId, MemberAddress>
  /** How clients talk to servers. */
  readonly scheme: 'http' | 'https'
  /** Told of each server whose peer address is new. */
  readonly onPeer: (id: NodeId, peer: string) => void
}

/**
 * Where the members are. At first as the settings say; from the first change of membership on as the log says:
 * each change carries the addresses of everyone along, so that all servers know them.
 */
export class AddressBook {
  readonly #options: AddressBookOptions
  readonly #addresses: Map<NodeId, MemberAddress>
  #learned: Json | undefined

  constructor(options: AddressBookOptions) {
    this.#options = options
    this.#addresses = new Map(options.initial)
  }

  of(id: NodeId): MemberAddress | undefined {
    return this.#addresses.get(id)
  }

  clientUrl(id: NodeId): string | undefined {
    const address = this.#addresses.get(id)
    return address === undefined ? undefined : `${this.#options.scheme}://${address.client}`
  }

  /** What a change of membership is to carry along: everyone known, with those who come and without those who go. */
  context(fresh: ReadonlyMap<NodeId, MemberAddress>, gone: readonly NodeId[]): Json {
    const all = new Map([...this.#addresses, ...fresh])
    for (const id of gone) all.delete(id)
    return { addresses: Object.fromEntries([...all].map(([id, { peer, client }]) => [id, { peer, client }])) }
  }

  /** Makes servers reachable that are about to join. Where a known one is, only the log can change. */
  expect(fresh: ReadonlyMap<NodeId, MemberAddress>): void {
    for (const [id, address] of fresh) if (!this.#addresses.has(id)) this.#put(id, address)
  }

  /** Takes over what a change of membership carried along. Who left stays known: old messages may need an answer. */
  learn(context: Json | undefined): void {
    if (context === undefined || context === this.#learned) return
    this.#learned = context
    const { addresses } = (context ?? {}) as { readonly addresses?: { readonly [id: NodeId]: MemberAddress } }
    for (const [id, address] of Object.entries(addresses ?? {})) {
      const { peer = '', client = '' } = (address ?? {}) as Partial<MemberAddress>
      if (hostAndPort(peer) === undefined || hostAndPort(client) === undefined) continue
      this.#put(id, { peer, client })
    }
  }

  #put(id: NodeId, address: MemberAddress): void {
    const known = this.#addresses.get(id)
    this.#addresses.set(id, address)
    if (known?.peer !== address.peer) this.#options.onPeer(id, address.peer)
  }
}
