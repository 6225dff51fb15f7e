import { elementAt } from '../../base/element-at.ts'
import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import type { Outcome } from '../../record/operation.ts'
import type { Carrier } from '../carrier.ts'
import type { LockstepNode } from '../lockstep-node.ts'
import { LoneServer } from './lone-server.ts'

const DELIVERY_MILLIS = 1

/** All servers of a cluster, which nothing happens to but what they are asked for: messages arrive in their order. */
export class SmallCluster {
  readonly inWords: string
  readonly #servers: readonly LoneServer[]
  #onTheWay: { readonly at: Millis; readonly from: NodeId; readonly to: NodeId; readonly message: Json }[] =
    []
  #now: Millis = 0
  #asked = 0

  constructor(members: readonly NodeId[]) {
    this.inWords = `a cluster of ${members.length} servers`
    // with equal randomness all would ask for votes at once, for ever
    this.#servers = members.map((id) => new LoneServer(id, members, `conformance/${id}`))
  }

  begin(carrier: Carrier): void {
    for (const server of this.#servers) {
      server.now = this.#now
      server.begin(carrier)
    }
  }

  /** The first of them. */
  get node(): LockstepNode {
    return elementAt(this.#servers, 0).node
  }

  /** All of them are killed; what was not synced is lost, and so is what is on its way. */
  crash(): void {
    for (const server of this.#servers) {
      server.crash()
      server.sent.length = 0
    }
    this.#onTheWay = []
  }

  wipe(): void {
    for (const server of this.#servers) server.wipe()
  }

  /** Each call goes to the next server: who refuses it does not lead. */
  submit(call: Json): { outcome?: Outcome<Json> } {
    return elementAt(this.#servers, this.#asked++ % this.#servers.length).submit(call)
  }

  snapshot(): { outcome?: Outcome<Json> } {
    return elementAt(this.#servers, 0).snapshot()
  }

  /**
   * Lets time pass until `isSo`. `events`: for so many timers and syncs of a server alone; of several, each tells all
   * others. Returns whether it is so.
   */
  run(events: number, isSo: () => boolean = () => false): boolean {
    for (let left = events * this.#servers.length ** 2; left > 0 && !isSo(); left--) if (!this.#next()) break
    return isSo()
  }

  /** What happens next: a message arrives, or something of a server is due. Returns whether there was anything. */
  #next(): boolean {
    for (const { id, sent } of this.#servers)
      for (const { to, message } of sent.splice(0))
        this.#onTheWay.push({ at: this.#now + DELIVERY_MILLIS, from: id, to, message })
    const due = this.#servers
      .map((server) => ({ server, at: server.nextAt ?? Infinity }))
      .reduce((first, other) => (other.at < first.at ? other : first))
    const [first] = this.#onTheWay
    if (first !== undefined && first.at <= due.at) {
      this.#onTheWay.shift()
      this.#now = Math.max(this.#now, first.at)
      const receiver = this.#servers.find(({ id }) => id === first.to)
      if (receiver === undefined) return true
      receiver.now = this.#now
      receiver.node.receive(first.from, first.message)
      return true
    }
    if (due.at === Infinity) return false
    this.#now = Math.max(this.#now, due.at)
    due.server.run(1)
    return true
  }
}
