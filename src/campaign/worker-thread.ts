import { Worker } from 'node:worker_threads'
import { HarnessError } from '../base/assert.ts'
import { InputError } from '../base/input-error.ts'
import type { Json } from '../base/json.ts'
import type { Millis } from '../base/time.ts'
import type { Tally } from './tally.ts'
import { BEAT, POSITION, PULSE_BYTES } from './worker-protocol.ts'
import type { FromWorker, ToWorker, WorkerSetup, WorkOrder } from './worker-protocol.ts'

/** How an order ended. After `stuck` and `crashed` the thread is gone. */
export type OrderOutcome =
  | { readonly type: 'done'; readonly tally: Tally }
  | { readonly type: 'stuck'; readonly position: number }
  | { readonly type: 'crashed'; readonly message: string }

export interface ThreadOptions {
  readonly entry: URL
  readonly setup: Json
  readonly halt: SharedArrayBuffer
  /** Longest time without a new run before the thread is taken for stuck. */
  readonly silence: Millis
  /** Heap of the thread in MiB. */
  readonly heap: number
}

/** Time a thread has to load its modules. */
const START_MILLIS = 60_000
/** What is kept of what the subject prints, for the message when its thread dies. */
const PRINTED_KEPT = 2000

/** One worker thread, its orders and its watchdog. */
export class WorkerThread {
  readonly #worker: Worker
  readonly #pulse: Int32Array
  readonly #silence: Millis
  readonly #ready: Promise<void>
  #settle: ((message: FromWorker | { type: 'gone'; why: string }) => void) | undefined
  #gone: string | undefined
  #printed = ''
  #started = false

  constructor({ entry, setup, halt, silence, heap }: ThreadOptions) {
    const pulse = new SharedArrayBuffer(PULSE_BYTES)
    this.#pulse = new Int32Array(pulse)
    this.#silence = silence
    const data: WorkerSetup = { setup, halt, pulse }
    // what subjects print must not get into our own output
    const resourceLimits = { maxOldGenerationSizeMb: heap }
    this.#worker = new Worker(entry, { workerData: data, stdout: true, stderr: true, resourceLimits })
    this.#worker.on('message', (message: FromWorker) => this.#settle?.(message))
    this.#worker.on('error', (error: unknown) =>
      this.#end(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    )
    this.#worker.on('messageerror', (error) => this.#end(error.message))
    this.#worker.on('exit', (code) => this.#end(`the thread ended with exit code ${code}`))
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      stream.on('data', (bytes: Buffer) => {
        this.#printed = (this.#printed + bytes.toString()).slice(-PRINTED_KEPT)
      })
    }
    this.#ready = this.#start()
    // seen by whoever runs the first order
    this.#ready.catch(() => undefined)
  }

  /** Runs an order to its end, whatever that is. */
  async run(order: WorkOrder): Promise<OrderOutcome> {
    if (!this.#started) await this.#ready
    const answer = this.#next()
    const stuck = this.#watch()
    this.#worker.postMessage({ type: 'order', order } satisfies ToWorker)
    const message = await Promise.race([answer, stuck.found])
    stuck.end()
    this.#settle = undefined
    if (message === 'stuck') {
      const position = Atomics.load(this.#pulse, POSITION)
      await this.terminate()
      return { type: 'stuck', position }
    }
    if (message.type === 'done') return message
    await this.terminate()
    if (message.type === 'threw' && message.badInput) throw new InputError(message.message)
    return { type: 'crashed', message: message.type === 'threw' ? message.message : this.#why() }
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }

  async #start(): Promise<void> {
    const late = Promise.withResolvers<'late'>()
    const timer = setTimeout(() => late.resolve('late'), START_MILLIS)
    const message = await Promise.race([this.#next(), late.promise])
    clearTimeout(timer)
    if (message === 'late') {
      await this.terminate()
      throw new HarnessError(
        `a worker was not ready after ${START_MILLIS / 1000} s: does a module it loads wait for something?`,
      )
    }
    if (message.type === 'threw' && message.badInput) throw new InputError(message.message)
    if (message.type === 'threw') throw new HarnessError(`a worker could not start: ${message.message}`)
    if (message.type !== 'ready') throw new HarnessError(`a worker could not start: ${this.#why()}`)
    this.#started = true
  }

  #next(): Promise<FromWorker | { type: 'gone' }> {
    if (this.#gone !== undefined) return Promise.resolve({ type: 'gone' })
    return new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  /** Looks whether runs go by. Counts its own looks, not the clock: a machine that slept is no stuck subject. */
  #watch(): { readonly found: Promise<'stuck'>; end(): void } {
    const { promise, resolve } = Promise.withResolvers<'stuck'>()
    const looks = 20
    let beat = Atomics.load(this.#pulse, BEAT)
    let same = 0
    const timer = setInterval(() => {
      const now = Atomics.load(this.#pulse, BEAT)
      same = now === beat ? same + 1 : 0
      beat = now
      if (same > looks) resolve('stuck')
    }, this.#silence / looks)
    return { found: promise, end: () => clearInterval(timer) }
  }

  #end(why: string): void {
    this.#gone ??= why
    this.#settle?.({ type: 'gone', why: this.#gone })
  }

  #why(): string {
    const printed = this.#printed.trim()
    return `${this.#gone ?? 'the thread ended'}${printed === '' ? '' : `; it printed last: ${printed}`}`
  }
}
