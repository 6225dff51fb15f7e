import type { Json } from '../../base/json.ts'
import type { Cancel } from '../contract.ts'

/**
 * `open` and `accept` set up connection `of`, `knock` asks for one to be opened; `data` carries messages from number `from`
 * on, or none, to acknowledge; `reset` knows no such connection.
 */
export type Frame = { readonly of: number } & (
  | { readonly kind: 'open' | 'accept' | 'knock' | 'reset' }
  | {
      readonly kind: 'data'
      readonly from: number
      readonly messages: readonly Json[]
      readonly acked: number
    }
)

/** What a connection works with. */
interface Ends {
  send(frame: Frame): void
  deliver(message: Json): void
  /** Calls `fire` when it is time to send again. */
  after(fire: () => void): Cancel
  /** Told once, when it breaks. */
  end(): void
  /** How often to send again before it breaks. */
  readonly patience: number
  /** Whether it is opened from here. */
  readonly opens: boolean
}

/** This end of one connection. */
export class Connection {
  /** Its number; 0 while that is still the peer's to give. */
  of: number
  readonly #ends: Ends
  #ready = false
  #isOver = false
  /** Not acknowledged yet; the first has number `#acked`. */
  readonly #unacked: Json[] = []
  #acked = 0
  /** The number of the next message to be delivered. */
  #next = 0
  #tries = 0
  #again: Cancel | undefined

  constructor(of: number, ends: Ends) {
    this.of = of
    this.#ends = ends
  }

  write(message: Json): void {
    this.#unacked.push(message)
    if (this.#ready) this.#send(this.#acked + this.#unacked.length - 1, [message])
    else if (this.#unacked.length === 1) this.push()
    this.#watch()
  }

  /** Sends what the peer has not acknowledged, or asks for the connection. */
  push(): void {
    if (this.#ready) this.#send(this.#acked, [...this.#unacked])
    else this.#ends.send({ of: this.of, kind: this.#ends.opens ? 'open' : 'knock' })
  }

  /** The peer has opened it under this number. */
  accept(of: number): void {
    this.of = of
    this.#ends.send({ of, kind: 'accept' })
    this.#established()
  }

  receive(frame: Frame): void {
    if (frame.kind === 'reset') this.end()
    else if (frame.kind === 'open') this.#ends.send({ of: this.of, kind: 'accept' })
    else if (frame.kind === 'accept') this.#established()
    else if (frame.kind === 'data') this.#take(frame.from, frame.messages, frame.acked)
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#again?.()
    this.#ends.end()
  }

  #take(from: number, messages: readonly Json[], acked: number): void {
    // its acceptance was lost, or is late
    this.#established()
    if (acked > this.#acked) {
      this.#unacked.splice(0, acked - this.#acked)
      this.#acked = acked
      this.#tries = 0
    }
    for (const [at, message] of messages.entries()) {
      if (from + at !== this.#next) continue
      this.#next++
      this.#ends.deliver(message)
      // whoever was given it may have ended the connection
      if (this.#isOver) return
    }
    if (messages.length > 0) this.#send(this.#acked, [])
  }

  #established(): void {
    if (this.#ready) return
    this.#ready = true
    this.#tries = 0
    if (this.#unacked.length > 0) this.push()
  }

  #send(from: number, messages: readonly Json[]): void {
    this.#ends.send({ of: this.of, kind: 'data', from, messages, acked: this.#next })
  }

  #watch(): void {
    this.#again ??= this.#ends.after(() => {
      this.#again = undefined
      if (this.#unacked.length === 0) return
      if (++this.#tries > this.#ends.patience) return this.end()
      this.push()
      this.#watch()
    })
  }
}
