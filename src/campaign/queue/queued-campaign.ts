import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { visibleText } from '../../../reports/index.ts'
import { InputError } from '../../base/input-error.ts'
import { defined } from '../../base/defined.ts'
import { emptyTally } from '../../testcase/tally.ts'
import type { WorkOrder } from '../../testcase/work-order.ts'
import type { OrderOutcome, Worker } from '../worker-pool.ts'
import { parseOutcome, type Job, type QueuedOrder } from './messages.ts'
import type { Beat, CampaignQueue } from './work-queue.ts'

/** Between looks into the queue. */
const BEAT_MILLIS = 50
/** So long a campaign may be without workers before it says so. */
const ALONE_MILLIS = 3000

/** An order that is in the queue, or with a worker. */
interface Pending {
  readonly order: QueuedOrder
  readonly settle: (outcome: OrderOutcome) => void
  readonly fail: (error: unknown) => void
  isHalted: boolean
}

export interface QueuedCampaignOptions {
  readonly queue: CampaignQueue
  readonly job: Job
  /** Told what people should know: nobody works, a worker will not. */
  readonly onNote: (text: string) => void
}

/** A campaign of which the runs are made by whoever takes its orders from a queue. */
export class QueuedCampaign {
  readonly #queue: CampaignQueue
  readonly #onNote: (text: string) => void
  readonly #id = randomUUID()
  readonly #text: string
  readonly #pending = new Map<string, Pending>()
  readonly #closing = new AbortController()
  readonly #beating: Promise<void>
  readonly #refused = new Set<string>()
  #orders = 0
  #received: string[] = []
  #failure: { readonly error: unknown } | undefined
  /** Since when nobody has been there; undefined: that was said, or there are workers. */
  #aloneSince: number | undefined = performance.now()
  #wasAlone = false

  constructor({ queue, job, onNote }: QueuedCampaignOptions) {
    this.#queue = queue
    this.#onNote = onNote
    this.#text = JSON.stringify(job)
    this.#beating = this.#beat().catch((error: unknown) => this.#fail(error))
  }

  /** One that has an order in the queue. */
  worker(): Worker {
    let under: string | undefined
    return {
      run: async (order) => {
        const name = `${++this.#orders}`
        under = name
        try {
          return await this.#placed(name, order)
        } finally {
          under = undefined
        }
      },
      halt: () => under !== undefined && this.#halt(under),
      close: () => {
        if (under !== undefined) this.#settle(under, { type: 'threw', message: 'the order was taken back' })
        return Promise.resolve()
      },
    }
  }

  /** Takes what is left out of the queue. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#beating
    // the connection that failed would be waited for once more
    if (this.#failure === undefined) await this.#queue.withdraw(this.#id)
  }

  async #placed(name: string, { scenario, target, shape, seeds }: WorkOrder): Promise<OrderOutcome> {
    if (this.#failure !== undefined) throw this.#failure.error
    const order: QueuedOrder = { scenario, shape, seeds, ...defined({ target }) }
    const { promise, resolve, reject } = Promise.withResolvers<OrderOutcome>()
    this.#pending.set(name, { order, settle: resolve, fail: reject, isHalted: false })
    this.#place(name, order)
    return promise
  }

  #place(name: string, order: QueuedOrder): void {
    this.#queue.place(this.#id, name, JSON.stringify(order)).catch((error: unknown) => this.#fail(error))
  }

  #halt(name: string): void {
    const pending = this.#pending.get(name)
    if (pending === undefined || pending.isHalted) return
    pending.isHalted = true
    this.#queue.halt(this.#id, name).then(
      (isGone) => isGone && this.#settle(name, nothingMade()),
      (error: unknown) => this.#fail(error),
    )
  }

  #settle(name: string, outcome: OrderOutcome): void {
    this.#pending.get(name)?.settle(outcome)
    this.#pending.delete(name)
  }

  #fail(error: unknown): void {
    this.#failure ??= { error }
    for (const { fail } of this.#pending.values()) fail(error)
    this.#pending.clear()
  }

  async #beat(): Promise<void> {
    while (!this.#closing.signal.aborted && this.#failure === undefined) {
      const received = this.#received
      this.#received = []
      const beat = await this.#queue.beat(this.#id, this.#text, [...this.#pending.keys()], received)
      this.#hearOutcomes(beat)
      this.#hearWorkers(beat)
      await pause(BEAT_MILLIS, undefined, { signal: this.#closing.signal }).catch(() => undefined)
    }
  }

  #hearOutcomes({ outcomes, lost, abandoned }: Beat): void {
    for (const [name, text] of outcomes) {
      this.#received.push(name)
      const pending = this.#pending.get(name)
      // told twice, as the word that it was received got lost
      if (pending !== undefined) this.#settle(name, parseOutcome(text, pending.order))
    }
    for (const name of lost) {
      const pending = this.#pending.get(name)
      if (pending === undefined) continue
      if (pending.isHalted) this.#settle(name, nothingMade())
      else this.#place(name, pending.order)
    }
    for (const name of abandoned)
      this.#settle(name, {
        type: 'threw',
        message: 'each worker that took this order was gone before it answered',
      })
  }

  #hearWorkers({ workers, refusals }: Beat): void {
    const [first] = workers
    if (first !== undefined && workers.every((worker) => refusals.has(worker))) {
      const more = workers.length === 1 ? '' : ` (${workers.length - 1} more do not either)`
      throw new InputError(
        `worker ${visibleText(first, 100)} does not serve this campaign${more}, and there is no other: ${visibleText(refusals.get(first) ?? '')}`,
      )
    }
    for (const [worker, why] of refusals) {
      if (this.#refused.has(worker)) continue
      this.#refused.add(worker)
      this.#onNote(`worker ${visibleText(worker, 100)} does not serve this campaign: ${visibleText(why)}`)
    }
    this.#hearWhetherAlone(workers.length)
  }

  #hearWhetherAlone(workers: number): void {
    if (workers > 0) {
      if (this.#wasAlone) this.#onNote('a worker is there now')
      this.#aloneSince = undefined
      this.#wasAlone = false
    } else if (!this.#wasAlone) {
      this.#aloneSince ??= performance.now()
      if (performance.now() - this.#aloneSince < ALONE_MILLIS) return
      this.#wasAlone = true
      this.#onNote(
        'no worker takes from the queue; waiting for one: whitewater worker --queue ... (Ctrl-C ends the campaign)',
      )
    }
  }
}

/** Of an order that was taken back before anybody had it. */
const nothingMade = (): OrderOutcome => ({ type: 'done', tally: emptyTally() })
