import type { Millis } from '../base/time.ts'
import type { RealClock } from '../processes/real-clock.ts'
import type { Body, Message } from './message.ts'
import type { Network } from './network.ts'

/** A client of the network: one request at a time. */
export class RpcClient {
  readonly id: string
  readonly #network: Network
  readonly #clock: RealClock
  #messageId = 0
  #waiting: { readonly messageId: number; readonly settle: (body: Body | undefined) => void } | undefined

  constructor(id: string, network: Network, clock: RealClock) {
    this.id = id
    this.#network = network
    this.#clock = clock
    network.attach(id, (message) => this.#take(message))
  }

  /** The reply, whoever sent it; undefined: there was none in time. A reply that comes later is passed over. */
  request(dest: string, body: Body, timeout: Millis): Promise<Body | undefined> {
    const messageId = ++this.#messageId
    const { promise, resolve } = Promise.withResolvers<Body | undefined>()
    const cancel = this.#clock.after(timeout, () => this.#settle(messageId, undefined))
    this.#waiting = {
      messageId,
      settle: (reply) => {
        cancel()
        resolve(reply)
      },
    }
    this.#network.send({ src: this.id, dest, body: { ...body, msg_id: messageId } })
    return promise
  }

  /** Whoever waits is told that there is no reply. */
  close(): void {
    if (this.#waiting !== undefined) this.#settle(this.#waiting.messageId, undefined)
  }

  #take({ body }: Message): void {
    if (typeof body.in_reply_to === 'number') this.#settle(body.in_reply_to, body)
  }

  #settle(messageId: number, body: Body | undefined): void {
    const waiting = this.#waiting
    if (waiting?.messageId !== messageId) return
    this.#waiting = undefined
    waiting.settle(body)
  }
}
