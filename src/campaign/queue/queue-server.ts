import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { InputError } from '../../base/input-error.ts'
import type { Millis } from '../../base/time.ts'
import type { OrderOutcome, Worker } from '../worker-pool.ts'
import { assertOwnTarget } from './job.ts'
import { parseOrder, parseOutcome, type Job, type QueuedOrder } from './messages.ts'
import type { Taken, WorkerQueue } from './work-queue.ts'

/** How often it says that it is alive, and hears what is to end. */
const RENEW_MILLIS = 500
/** Between looks into a queue that is empty: from short to long. */
const SHORTEST_WAIT_MILLIS = 50
const LONGEST_WAIT_MILLIS = 1000
/** Campaigns of which a lane keeps a process. */
const MAX_KEPT = 2

export interface QueueServerOptions {
  readonly queue: WorkerQueue
  /** Told to campaigns with what it refuses. */
  readonly name: string
  /** Orders at once. */
  readonly lanes: number
  /** Reads a campaign, and makes sure that it can be served. @throws InputError when not. */
  readonly examine: (jobText: string) => Promise<Job>
  /** Starts what makes the runs of a campaign. */
  readonly start: (job: Job) => Worker
  /** Ends it after so long without an order. Default: it waits. */
  readonly idle?: Millis
  /** Ends it after the runs under way. */
  readonly signal: AbortSignal
  /** Told what people should know. */
  readonly onNote: (text: string) => void
}

/** What a worker did. */
export interface Served {
  readonly campaigns: number
  readonly orders: number
  readonly runs: number
  /** Why it did not serve campaigns. */
  readonly refused: readonly string[]
}

/** Takes orders from a queue until it is told to end, and sends back what came of them. */
export async function serveQueue(options: QueueServerOptions): Promise<Served> {
  return new QueueServer(options).serve()
}

interface Held {
  readonly taken: Taken
  worker: Worker | undefined
  isHalted: boolean
}

class QueueServer {
  readonly #options: QueueServerOptions
  readonly #held = new Set<Held>()
  readonly #examined = new Map<string, Promise<Job | undefined>>()
  readonly #refusals = new Map<string, string>()
  readonly #served = new Set<string>()
  readonly #ending = new AbortController()
  #orders = 0
  #runs = 0
  #lastAt = performance.now()

  constructor(options: QueueServerOptions) {
    this.#options = options
  }

  async serve(): Promise<Served> {
    const { lanes, signal, queue, name } = this.#options
    const end = (): void => this.#end()
    if (signal.aborted) end()
    signal.addEventListener('abort', end)
    const stopRenewing = new AbortController()
    const renewing = this.#renew(stopRenewing.signal).catch((error: unknown) => {
      this.#end()
      throw error
    })
    const working = Array.from({ length: lanes }, () =>
      this.#lane().catch((error: unknown) => {
        this.#end()
        throw error
      }),
    )
    const ends = await Promise.allSettled(working)
    stopRenewing.abort()
    signal.removeEventListener('abort', end)
    for (const one of [...ends, ...(await Promise.allSettled([renewing]))])
      if (one.status === 'rejected') throw one.reason
    await queue.leave(name)
    return {
      campaigns: this.#served.size,
      orders: this.#orders,
      runs: this.#runs,
      refused: [...new Set(this.#refusals.values())],
    }
  }

  #end(): void {
    this.#ending.abort()
    for (const held of this.#held) halt(held)
  }

  async #renew(stop: AbortSignal): Promise<void> {
    const { queue, name } = this.#options
    while (!stop.aborted) {
      const held = [...this.#held]
      const states = await queue.renew(
        name,
        held.map(({ taken }) => taken),
      )
      for (const [at, one] of held.entries()) {
        if (states[at] === 'halted') halt(one)
        // nobody wants what comes of it
        else if (states[at] === 'lost' && this.#held.has(one)) void one.worker?.close()
      }
      await quietly(pause(RENEW_MILLIS, undefined, { signal: stop }))
    }
  }

  async #lane(): Promise<void> {
    const { queue, name, idle = Infinity } = this.#options
    const { signal } = this.#ending
    const workers = new Map<string, Worker>()
    let wait = SHORTEST_WAIT_MILLIS
    try {
      while (!signal.aborted) {
        const taken = await queue.take(name, randomUUID(), [...this.#refusals.keys()])
        if (taken !== undefined) {
          wait = SHORTEST_WAIT_MILLIS
          await this.#serve(taken, workers)
          this.#lastAt = performance.now()
          continue
        }
        if (this.#held.size === 0 && performance.now() - this.#lastAt > idle) this.#end()
        await quietly(pause(wait, undefined, { signal }))
        wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS)
      }
    } finally {
      await Promise.all([...workers.values()].map((worker) => worker.close()))
    }
  }

  async #serve(taken: Taken, workers: Map<string, Worker>): Promise<void> {
    const { queue } = this.#options
    const held: Held = { taken, worker: undefined, isHalted: false }
    this.#held.add(held)
    held.isHalted = this.#ending.signal.aborted
    try {
      const job = await this.#job(taken)
      if (job === undefined || held.isHalted) return await queue.giveBack(taken)
      const order = parseOrder(taken.orderText)
      assertOwnTarget(order.target, job)
      const worker = await this.#worker(taken.job, job, workers)
      held.worker = worker
      const outcome = await worker.run(order)
      if (outcome.type !== 'done') {
        workers.delete(taken.job)
        await worker.close()
      }
      if (!(await queue.finish(taken, outcomeText(outcome, order)))) return
      this.#served.add(taken.job)
      this.#orders++
      if (outcome.type === 'done') this.#runs += outcome.tally.runs
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      await this.#refuse(taken.job, error)
      await queue.giveBack(taken)
    } finally {
      this.#held.delete(held)
    }
  }

  /** The campaign of an order; undefined: it is refused. Each is examined once. */
  #job({ job, jobText }: Taken): Promise<Job | undefined> {
    const known = this.#examined.get(job)
    if (known !== undefined) return known
    const examined = this.#options.examine(jobText).catch(async (error: unknown) => {
      // whatever it is of which a target cannot be loaded here: the other campaigns go on
      await this.#refuse(job, error instanceof Error ? error : new Error(String(error)))
      return undefined
    })
    this.#examined.set(job, examined)
    return examined
  }

  async #refuse(job: string, { message }: Error): Promise<void> {
    if (this.#refusals.has(job)) return
    this.#refusals.set(job, message)
    this.#options.onNote(`a campaign is not served: ${message}`)
    await this.#options.queue.refuse(this.#options.name, job, message)
  }

  async #worker(name: string, job: Job, workers: Map<string, Worker>): Promise<Worker> {
    const worker = workers.get(name) ?? this.#options.start(job)
    // the last one is that which was of use last
    workers.delete(name)
    workers.set(name, worker)
    const [oldest] = workers.keys()
    if (workers.size > MAX_KEPT && oldest !== undefined) {
      const left = workers.get(oldest)
      workers.delete(oldest)
      await left?.close()
    }
    return worker
  }
}

function halt(held: Held): void {
  held.isHalted = true
  held.worker?.halt()
}

/** What does not fit into the queue is said in its place. */
function outcomeText(outcome: OrderOutcome, order: QueuedOrder): string {
  const text = JSON.stringify(outcome)
  try {
    parseOutcome(text, order)
    return text
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const message = `what came of it cannot be sent: ${error.message}`.slice(0, 2000)
    return JSON.stringify({ type: 'threw', message } satisfies OrderOutcome)
  }
}

/** Ends early when it is aborted. */
const quietly = (waiting: Promise<void>): Promise<void> => waiting.catch(() => undefined)
