import type { Json } from '../../../../src/base/json.ts'
import { RandomStream } from '../../../../src/base/random.ts'
import type { Environment } from '../../../../src/subject/contract.ts'

interface Event {
  readonly at: number
  readonly order: number
  readonly act: () => void
}

/** Servers that send each other messages, with time that passes when it is told to. */
export class Network {
  now = 0
  readonly members: string[]
  readonly random: RandomStream
  /** Of a message on its way, in percent. */
  lost = 0
  doubled = 0
  slowest = 1
  readonly #incarnations = new Map<string, number>()
  readonly #receivers = new Map<string, (from: string, message: Json) => void>()
  #events: Event[] = []
  #order = 0

  constructor(members: string[], seed = '1') {
    this.members = members
    this.random = new RandomStream(seed)
  }

  /** Begins an incarnation of a server; what is left of the one before has no effect. */
  start(id: string, create: (environment: Environment) => (from: string, message: Json) => void): void {
    const incarnation = (this.#incarnations.get(id) ?? 0) + 1
    this.#incarnations.set(id, incarnation)
    const isAlive = (): boolean => this.#incarnations.get(id) === incarnation
    const environment = {
      id,
      members: this.members,
      random: this.random,
      clock: {
        now: () => this.now,
        after: (delay: number, fire: () => void) => {
          let isWanted = true
          this.at(delay, () => isWanted && isAlive() && fire())
          return () => (isWanted = false)
        },
      },
      transport: { send: (to: string, message: Json) => isAlive() && this.#send(id, to, message) },
    }
    // no storage, no notes: what is tested here uses neither
    this.#receivers.set(id, create(environment as unknown as Environment))
  }

  at(delay: number, act: () => void): void {
    this.#events.push({ at: this.now + delay, order: this.#order++, act })
  }

  run(millis: number): void {
    const until = this.now + millis
    for (;;) {
      const [next] = this.#events.sort((one, another) => one.at - another.at || one.order - another.order)
      if (next === undefined || next.at > until) break
      this.#events.shift()
      this.now = next.at
      next.act()
    }
    this.now = until
  }

  #send(from: string, to: string, message: Json): void {
    const text = JSON.stringify(message)
    const copies = this.random.int(0, 99) < this.doubled ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      if (this.random.int(0, 99) < this.lost) continue
      this.at(this.random.int(1, this.slowest), () => {
        this.#receivers.get(to)?.(from, JSON.parse(text) as Json)
      })
    }
  }
}
