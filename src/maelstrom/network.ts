import type { Json } from '../base/json.ts'
import type { RandomStream } from '../base/random.ts'
import type { Millis } from '../base/time.ts'
import type { RealClock } from '../processes/real-clock.ts'
import { isClient, type Body, type Message } from './message.ts'

/** How long a message between servers takes. Messages from and to clients take no time. */
export interface Latency {
  readonly mean: Millis
  readonly distribution: 'constant' | 'uniform' | 'exponential'
}

/** What a disturbed network does to messages between nodes, each with this chance from 0 to 1. */
export interface Disturbance {
  /** A second copy arrives, up to a second later. */
  readonly duplicate: number
  /** It is held back by up to a second, so that later ones overtake it. */
  readonly reorder: number
}

/** An event of the journal. `lost`: by a partition, or nobody was there to take it. */
export type NetworkEvent = 'send' | 'recv' | 'lost'

export interface NetworkOptions {
  readonly clock: RealClock
  readonly random: RandomStream
  readonly latency: Latency
  /** Requests and replies of clients' operations: never duplicated or held back, whoever sends them. */
  readonly operations: ReadonlySet<string>
  /** Whether a partition goes by the sender a message claims, `src`, as in Maelstrom, or by the node that sent it. */
  readonly partitionBy: 'src' | 'origin'
  /** Is shown each event in order, with the node that really sent it. */
  readonly watch: (event: NetworkEvent, message: Message, origin: string) => void
  /** So much waits that nobody can take it any more. */
  readonly onFlood: (origin: string) => void
}

/** Messages that may wait on the network at once. */
const MAX_WAITING = 500_000
const HELD_BACK: Millis = 1000

/** Counts of `:net`, as Maelstrom's results have them. */
export interface NetworkCounts {
  send: number
  recv: number
  messages: number
}

/**
 * Carries messages between nodes, clients and services, in real time. As in Maelstrom a partition is looked at when a
 * message is delivered, and by default goes by the sender the message claims.
 */
export class Network {
  readonly #options: NetworkOptions
  readonly #endpoints = new Map<string, (message: Message) => void>()
  /** `from to` of links that are cut, with how many faults cut them. */
  readonly #cut = new Map<string, number>()
  readonly #nodes = new Set<string>()
  #due: (() => void)[] = []
  #disturbance: Disturbance = { duplicate: 0, reorder: 0 }
  #nextId = 0
  #waiting = 0
  readonly counts: { readonly [who in 'clients' | 'servers']: NetworkCounts } = {
    clients: { send: 0, recv: 0, messages: 0 },
    servers: { send: 0, recv: 0, messages: 0 },
  }

  constructor(options: NetworkOptions) {
    this.#options = options
  }

  /** `node`: whether it is one of the program's, and no service or client. */
  attach(id: string, deliver: (message: Message) => void, node = false): void {
    this.#endpoints.set(id, deliver)
    if (node) this.#nodes.add(id)
  }

  knows(id: string): boolean {
    return this.#endpoints.has(id)
  }

  /** @returns what is wrong, to stand after "it". */
  send({ src, dest, body }: Message, origin = src): string | undefined {
    if (!this.knows(src)) return `comes from ${JSON.stringify(src.slice(0, 40))}, which is not on the network`
    if (!this.knows(dest)) return `goes to ${JSON.stringify(dest.slice(0, 40))}, which is not on the network`
    const message = { src, dest, body, id: this.#nextId++ }
    const counts = this.#countsOf(message)
    counts.send++
    counts.messages++
    this.#options.watch('send', message, origin)
    const isDisturbed = this.#nodes.has(src) && this.#nodes.has(dest) && !this.#isOperation(body)
    this.#carry(message, origin, isDisturbed && this.#chance('reorder') ? this.#held() : 0)
    if (isDisturbed && this.#chance('duplicate')) this.#carry(message, origin, this.#held())
    return undefined
  }

  cut(from: string, to: string): void {
    const link = `${from} ${to}`
    this.#cut.set(link, (this.#cut.get(link) ?? 0) + 1)
  }

  mend(from: string, to: string): void {
    const link = `${from} ${to}`
    const left = (this.#cut.get(link) ?? 1) - 1
    if (left === 0) this.#cut.delete(link)
    else this.#cut.set(link, left)
  }

  disturb(disturbance: Partial<Disturbance>): void {
    this.#disturbance = { ...this.#disturbance, ...disturbance }
  }

  #chance(what: keyof Disturbance): boolean {
    const probability = this.#disturbance[what]
    return probability > 0 && this.#options.random.chance(probability)
  }

  #held(): Millis {
    return this.#options.random.int(1, HELD_BACK)
  }

  #isOperation({ type }: Body): boolean {
    return typeof type === 'string' && this.#options.operations.has(type)
  }

  #countsOf({ src, dest }: Message): NetworkCounts {
    return isClient(src) || isClient(dest) ? this.counts.clients : this.counts.servers
  }

  #carry(message: Message, origin: string, held: Millis): void {
    if (++this.#waiting > MAX_WAITING) this.#options.onFlood(origin)
    const arrive = (): void => {
      this.#waiting--
      this.#arrive(message, origin)
    }
    const delay = this.#latency(message) + held
    if (delay > 0) this.#options.clock.after(delay, arrive)
    else {
      // a timer takes a millisecond at least
      if (this.#due.length === 0) setImmediate(() => this.#flush())
      this.#due.push(arrive)
    }
  }

  #flush(): void {
    const due = this.#due
    this.#due = []
    for (const arrive of due) arrive()
  }

  #arrive(message: Message, origin: string): void {
    const { src, dest } = message
    const from = this.#options.partitionBy === 'origin' ? origin : src
    const deliver = this.#cut.has(`${from} ${dest}`) ? undefined : this.#endpoints.get(dest)
    if (deliver === undefined) return this.#options.watch('lost', message, origin)
    this.#countsOf(message).recv++
    this.#options.watch('recv', message, origin)
    deliver(message)
  }

  #latency({ src, dest }: Message): Millis {
    const { latency, random } = this.#options
    const { mean, distribution } = latency
    if (mean === 0 || isClient(src) || isClient(dest)) return 0
    if (distribution === 'constant') return mean
    if (distribution === 'uniform') return random.int(0, 2 * mean)
    return -Math.log((random.int(0, 999_999) + 1) / 1_000_000) * mean
  }
}

/** The body of a reply, or of a message that awaits none. */
export const replyBody = (to: Body, body: { readonly [field: string]: Json | undefined }): Body => ({
  ...body,
  ...(to.msg_id !== undefined && { in_reply_to: to.msg_id }),
})
