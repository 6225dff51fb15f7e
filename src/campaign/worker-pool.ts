import { availableParallelism } from 'node:os'
import type { Json } from '../base/json.ts'
import type { Millis } from '../base/time.ts'
import type { Tally } from './tally.ts'
import type { WorkOrder } from './worker-protocol.ts'
import { WorkerThread, type OrderOutcome } from './worker-thread.ts'

/** An order whose runs have numbers. */
export interface Piece extends WorkOrder {
  readonly first: number
  /** The planted bug it hunts for; absent: it is part of the campaign itself. */
  readonly canary?: string
}

/** Where the pool gets its work and what it does with what comes of it. */
export interface Work {
  /** The next piece for a worker; undefined: there is none any more. */
  next(worker: number): Piece | undefined
  done(piece: Piece, tally: Tally): void
  /** The only run of this piece did not end. */
  stuck(piece: Piece, silence: Millis): void
  /** The only run of this piece broke its worker, twice. */
  broken(piece: Piece, message: string): void
}

export interface PoolOptions {
  /** The module each worker runs; it calls `serveOrders`. */
  readonly entry: URL
  /** Given to each worker. */
  readonly setup: Json
  /** Default: one for each core. */
  readonly workers?: number
  /** Longest time one run may take. Default 30,000 ms. */
  readonly silence?: Millis
  /** Heap of a worker in MiB. Default 2,048. */
  readonly heap?: number
}

type Unfinished = Exclude<OrderOutcome, { type: 'done' }>

const SILENCE: Millis = 30_000
const HEAP_MIB = 2048

/** Worker threads that make runs; a thread that crashes or hangs is replaced and never stops the others. */
export class WorkerPool {
  readonly workers: number
  readonly silence: Millis
  readonly #options: PoolOptions
  readonly #threads: (WorkerThread | undefined)[]
  readonly #halt = new SharedArrayBuffer(4)
  #stopping = false

  constructor(options: PoolOptions) {
    this.#options = options
    this.workers = options.workers ?? availableParallelism()
    this.silence = options.silence ?? SILENCE
    this.#threads = Array.from({ length: this.workers }, () => undefined)
  }

  /** Works until there is none left or {@link stop} is called. */
  async work(work: Work): Promise<void> {
    const lanes = this.#threads.map((_, worker) =>
      this.#lane(worker, work).catch((error: unknown) => {
        this.stop()
        throw error
      }),
    )
    const ends = await Promise.allSettled(lanes)
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  /** From now on an order ends after the run under way, and after its first run at the latest. */
  hurry(): void {
    Atomics.store(new Int32Array(this.#halt), 0, 1)
  }

  /** Begins nothing new. */
  stop(): void {
    this.#stopping = true
    this.hurry()
  }

  /** Ends all threads, at once. */
  async close(): Promise<void> {
    this.stop()
    await Promise.all(this.#threads.map((thread) => thread?.terminate() ?? Promise.resolve()))
    this.#threads.fill(undefined)
  }

  async #lane(worker: number, work: Work): Promise<void> {
    let settle = (): void => undefined
    while (!this.#stopping) {
      const piece = work.next(worker)
      if (piece === undefined) break
      const outcome = this.#run(worker, piece)
      // while the worker is at the next piece already
      settle()
      const ended = await outcome
      settle = (): void => undefined
      if (ended.type === 'done') settle = () => work.done(part(piece, 0, ended.tally.runs), ended.tally)
      else await this.#unfinished(worker, piece, work, ended, false)
    }
    settle()
  }

  /** Begins at once: the order is sent before this returns, unless the thread has to be started first. */
  #run(worker: number, { scenario, seeds, target }: Piece): Promise<OrderOutcome> {
    const { entry, setup, heap = HEAP_MIB } = this.#options
    const options = { entry, setup, heap, halt: this.#halt, silence: this.silence }
    const thread = (this.#threads[worker] ??= new WorkerThread(options))
    return thread.run({ scenario, seeds, ...(target === undefined ? {} : { target }) })
  }

  /** Makes the runs of part of a piece again; `alone`: one of them broke a worker, and this is it. */
  async #again(worker: number, piece: Piece, work: Work, alone: boolean): Promise<void> {
    if (this.#stopping || piece.seeds.length === 0) return
    const outcome = await this.#run(worker, piece)
    if (outcome.type === 'done') work.done(part(piece, 0, outcome.tally.runs), outcome.tally)
    else await this.#unfinished(worker, piece, work, outcome, alone)
  }

  async #unfinished(
    worker: number,
    piece: Piece,
    work: Work,
    outcome: Unfinished,
    alone: boolean,
  ): Promise<void> {
    this.#threads[worker] = undefined
    if (outcome.type === 'stuck') {
      const { position } = outcome
      work.stuck(part(piece, position, position + 1), this.silence)
      // what the worker knew of the other runs went with it
      await this.#again(worker, part(piece, 0, position), work, alone)
      await this.#again(worker, part(piece, position + 1, piece.seeds.length), work, alone)
    } else if (alone) {
      if (!this.#stopping) work.broken(piece, outcome.message)
    } else {
      for (const position of piece.seeds.keys()) {
        await this.#again(worker, part(piece, position, position + 1), work, true)
      }
    }
  }
}

function part(piece: Piece, from: number, to: number): Piece {
  return { ...piece, first: piece.first + from, seeds: piece.seeds.slice(from, to) }
}
