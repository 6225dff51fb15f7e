import type { Millis } from '../../base/time.ts'
import type { Cancel } from '../../subject/contract.ts'

/** Beyond this Node.js fires at once; the environment's clock takes less. */
const MAX_NODE_TIMEOUT: Millis = 2 ** 31 - 1
const MAX_DELAY: Millis = 1_000_000_000
/** How long an immediate takes: a little, so that polling by immediates lets time pass. */
const IMMEDIATE: Millis = 0.01

export type TimerKind = 'timeout' | 'interval' | 'immediate'

/** The incarnation of a server that sets timers. */
export interface TimeoutOwner {
  /** Pending timers by number, for `clearTimeout(number)`. */
  readonly timers: Map<number, VirtualTimeout>
  lastTimer: number
  after(delay: Millis, fire: () => void, name: string): Cancel
}

/** What `setTimeout`, `setInterval` and `setImmediate` return inside a simulated server. */
export class VirtualTimeout {
  readonly #incarnation: TimeoutOwner
  readonly #kind: TimerKind
  readonly #callback: (...parameters: unknown[]) => unknown
  readonly #parameters: unknown[]
  readonly #delay: Millis
  readonly #number: number
  #cancel: Cancel | undefined
  #refed = true

  constructor(
    incarnation: TimeoutOwner,
    kind: TimerKind,
    callback: unknown,
    delay: unknown,
    parameters: unknown[],
  ) {
    if (typeof callback !== 'function') {
      throw new TypeError(
        `The "callback" argument must be of type function. Received ${callback === null ? 'null' : typeof callback}`,
      )
    }
    this.#incarnation = incarnation
    this.#kind = kind
    this.#callback = callback as (...parameters: unknown[]) => unknown
    this.#parameters = parameters
    this.#delay = kind === 'immediate' ? IMMEDIATE : delayOf(delay)
    this.#number = ++incarnation.lastTimer
    this.#arm()
  }

  close(): this {
    this.#cancel?.()
    this.#cancel = undefined
    this.#incarnation.timers.delete(this.#number)
    return this
  }

  refresh(): this {
    if (this.#cancel !== undefined) {
      this.#cancel()
      this.#arm()
    }
    return this
  }

  ref(): this {
    this.#refed = true
    return this
  }

  unref(): this {
    this.#refed = false
    return this
  }

  hasRef(): boolean {
    return this.#refed
  }

  [Symbol.toPrimitive](): number {
    return this.#number
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #arm(): void {
    this.#incarnation.timers.set(this.#number, this)
    this.#cancel = this.#incarnation.after(this.#delay, () => this.#fire(), this.#kind)
  }

  #fire(): unknown {
    // taken back while its server was paused and the timer already due
    if (this.#cancel === undefined) return undefined
    if (this.#kind !== 'interval') this.close()
    const result = Reflect.apply(this.#callback, this, this.#parameters) as unknown
    // not when the callback has taken it back
    if (this.#kind === 'interval' && this.#cancel !== undefined) this.#arm()
    return result
  }
}

/** As Node.js reads a delay: from 1 ms up, and 1 ms when it is no number or too long. */
function delayOf(delay: unknown): Millis {
  const asked = Math.trunc(Number(delay))
  return asked >= 1 && asked <= MAX_NODE_TIMEOUT ? Math.min(asked, MAX_DELAY) : 1
}
