import { defined } from '../base/defined.ts'
import { availableParallelism } from 'node:os'
import { signatureOf, type Violation } from '../record/verdict.ts'
import type { Plan } from '../run/plan.ts'
import { Judge, judgingOf } from '../run/judging.ts'
import { emptyTally, type TalliedFailure, type Tally } from '../testcase/tally.ts'
import type { WorkOrder } from '../testcase/work-order.ts'

/** An order whose runs have numbers. */
export interface Piece extends WorkOrder {
  readonly first: number
  /** The planted bug it hunts for; absent: it is part of the campaign itself. */
  readonly selfTest?: string
}

/** Where the pool gets its work and what it does with what comes of it. */
export interface Work {
  /** The next piece for a worker; undefined: there is none any more. */
  next(worker: number): Piece | undefined
  done(piece: Piece, tally: Tally): void
  /** The only run of this piece was ended by what decides nothing: a clock, or a bound on memory. */
  undecided(piece: Piece, because: string, plan?: Plan): void
  /** The only run of this piece broke its worker, twice, and not by the subject's doing. */
  broken(piece: Piece, message: string): void
}

/** How an order ended. After `ended` and `threw` the worker has to be started anew. */
export type OrderOutcome =
  /** Without a run where it was halted before anybody began it. */
  | { readonly type: 'done'; readonly tally: Tally }
  /** The worker's process ended while the run at `position` was under way. */
  | {
      readonly type: 'ended'
      readonly position: number
      readonly because: string
      /** `stands`: it does not return, and need not be tried again. `died`: by its own code. */
      readonly how: 'stands' | 'undecided' | 'died'
      /** In a few words, for the signature of a death. */
      readonly shape: string
      /** Of a guided run, where it is not the plan that its seed alone gives. */
      readonly plan?: Plan
    }
  /** Something threw that is not the subject. */
  | { readonly type: 'threw'; readonly message: string }

/** Makes runs, in a process of its own or in this one. */
export interface Worker {
  run(order: WorkOrder): Promise<OrderOutcome>
  /** The order under way ends after the run under way. */
  halt(): void
  close(): Promise<void>
}

export interface PoolOptions {
  start(worker: number): Worker
  /** Default: one for each core. */
  readonly workers?: number
}

type Unfinished = Exclude<OrderOutcome, { type: 'done' }>

/** Workers that make runs; one that dies or stands still is replaced and never stops the others. */
export class WorkerPool {
  readonly workers: number
  readonly #options: PoolOptions
  readonly #working: (Worker | undefined)[]
  #hurrying = false
  #stopping = false

  constructor(options: PoolOptions) {
    this.#options = options
    this.workers = options.workers ?? availableParallelism()
    this.#working = Array.from({ length: this.workers }, () => undefined)
  }

  /** Works until there is none left or {@link stop} is called. */
  async work(work: Work): Promise<void> {
    const lanes = this.#working.map((_, worker) =>
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
    this.#hurrying = true
    for (const worker of this.#working) worker?.halt()
  }

  /** Begins nothing new. */
  stop(): void {
    this.#stopping = true
    this.hurry()
  }

  /** Ends all workers, at once. */
  async close(): Promise<void> {
    this.stop()
    await Promise.all(this.#working.map((worker) => worker?.close() ?? Promise.resolve()))
    this.#working.fill(undefined)
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
      if (ended.type === 'done') {
        const { runs } = ended.tally
        settle = () => counted(work, piece, ended.tally)
        // it ended early because its process is of no use any more
        if (!this.#hurrying) await this.#again(worker, part(piece, runs, piece.seeds.length), work, false)
      } else await this.#unfinished(worker, piece, work, ended, false)
    }
    settle()
  }

  /** Begins at once: the order is sent before this returns. */
  #run(worker: number, piece: Piece): Promise<OrderOutcome> {
    const working = (this.#working[worker] ??= this.#options.start(worker))
    const { scenario, shape, target, guided } = piece
    const seeds = this.#hurrying ? piece.seeds.slice(0, 1) : piece.seeds
    return working.run({ scenario, seeds, shape, ...defined({ target, guided }) })
  }

  /** Makes the runs of part of a piece again; `alone`: one of them ended its worker, and this is it. */
  async #again(worker: number, piece: Piece, work: Work, alone: boolean): Promise<void> {
    if (this.#stopping || piece.seeds.length === 0) return
    const outcome = await this.#run(worker, piece)
    if (outcome.type !== 'done') return this.#unfinished(worker, piece, work, outcome, alone)
    const { runs } = outcome.tally
    counted(work, piece, outcome.tally)
    if (runs < piece.seeds.length && !this.#hurrying)
      await this.#again(worker, part(piece, runs, piece.seeds.length), work, false)
  }

  async #unfinished(
    worker: number,
    piece: Piece,
    work: Work,
    outcome: Unfinished,
    alone: boolean,
  ): Promise<void> {
    const left = this.#working[worker]
    this.#working[worker] = undefined
    await left?.close()
    if (this.#stopping) return
    if (outcome.type === 'threw') {
      if (alone) work.broken(piece, outcome.message)
      else await this.#each(worker, piece, work)
      return
    }
    const { position, how, because, shape, plan } = outcome
    const at = part(piece, position, position + 1)
    // what dies is not the run's doing for sure until it dies again, alone
    if (how !== 'stands' && !alone) {
      await this.#again(worker, part(piece, 0, position), work, false)
      await this.#again(worker, at, work, true)
    } else {
      if (how === 'died') work.done(at, deathTally(at, because, shape, plan))
      else work.undecided(at, because, plan)
      // what the worker knew of the other runs went with it
      await this.#again(worker, part(piece, 0, position), work, false)
    }
    await this.#again(worker, part(piece, position + 1, piece.seeds.length), work, false)
  }

  async #each(worker: number, piece: Piece, work: Work): Promise<void> {
    for (const position of piece.seeds.keys()) {
      await this.#again(worker, part(piece, position, position + 1), work, true)
    }
  }
}

/** Hands over what came of the first runs of a piece. */
function counted(work: Work, piece: Piece, tally: Tally): void {
  if (tally.runs > 0) work.done(part(piece, 0, tally.runs), tally)
}

function part(piece: Piece, from: number, to: number): Piece {
  return { ...piece, first: piece.first + from, seeds: piece.seeds.slice(from, to) }
}

/** What a run counts for whose process died of it. */
function deathTally(
  { scenario, seeds, shape: fixed }: Piece,
  headline: string,
  shape: string,
  plan: Plan | undefined,
): Tally {
  const death: Violation = {
    ...{ property: 'subject-died', shape, headline, step: 1, time: 0 },
    ...{ proof: [], facts: [] },
  }
  const signature = signatureOf(death)
  const judge = new Judge(judgingOf(fixed))
  if (!judge.counts(death)) return { ...emptyTally(), runs: 1, known: { [signature]: 1 } }
  const { property, step } = death
  const seed = seeds[0] ?? ''
  const run = { scenario, seed, signature, property, headline, step, digest: '' }
  const failure: TalliedFailure = { ...run, ...defined({ plan }) }
  return { ...emptyTally(), runs: 1, failed: 1, failures: [failure] }
}
