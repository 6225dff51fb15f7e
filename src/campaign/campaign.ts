import { defined } from '../base/defined.ts'
import type { CampaignSummary } from '../../reports/index.ts'
import type { Plan } from '../run/plan.ts'
import { SelfTestRun, type SelfTest } from './self-test.ts'
import { FailureQueue, type FailureHandler } from './failure-queue.ts'
import { RecentRate, type CampaignProgress } from './progress.ts'
import type { Schedule } from './schedule.ts'
import type { CampaignStore } from './store.ts'
import { summaryOf, type CampaignScenario } from './summary.ts'
import { emptyTally, type Tally, type UndecidedRun } from '../testcase/tally.ts'
import type { Piece, Work, WorkerPool } from './worker-pool.ts'

export interface CampaignParts {
  readonly store: CampaignStore
  readonly schedule: Schedule
  readonly pool: WorkerPool
  readonly scenarios: readonly CampaignScenario[]
  /** Planted bugs to be found beside the work. Default: none. */
  readonly selfTests?: readonly SelfTest[]
  /** Runs of each scenario, and all self-tests, without which time does not end it. Default: time is enough. */
  readonly atLeast?: number
  /** Ends the campaign after the runs under way. */
  readonly signal?: AbortSignal
  onProgress?(progress: CampaignProgress): void
  /** Told of a run that a clock or a bound on memory ended. */
  onUndecided?(run: UndecidedRun): void
  /** Looks into the first failure of each signature, one at a time, while the workers go on. */
  readonly onFailure?: FailureHandler
  /** Ends what looks into failures; the rest waits for the next session. */
  readonly failureSignal?: AbortSignal
  /** Told, once time is up, of failures that are not looked into yet: after the bound, it aborts `failureSignal`. */
  onOverdue?(waiting: number): void
}

/** A run that Whitewater itself could not make. */
export interface BrokenRun {
  readonly scenario: string
  readonly seed: string
  readonly target?: string
  readonly message: string
}

export interface CampaignOutcome {
  readonly summary: CampaignSummary
  /** Runs of this shard that are not done; undefined when only time ends it. */
  readonly left: number | undefined
  /** Failures that wait for the next session to be looked into. */
  readonly waiting: number
  /** Whether it was ended from outside. */
  readonly interrupted: boolean
  /** Why it ended by itself before its end; it can be resumed. */
  readonly gaveUp?: string
  readonly broken: readonly BrokenRun[]
}

/** How often a campaign that is late is looked at. */
const LOOK_MILLIS = 100
/** Time that runs under way have to end once time is up. */
const GRACE_MILLIS = 2000
/** After so many runs that the harness itself could not make, it gives up. */
const MAX_BROKEN = 3

/** Nor go on with a target that does not return: each run that the watchdog ends takes its time. */
const MAX_WATCHED = 5

/** Hands chunks of runs to workers until all are done, the time is up or it is told to end. */
export async function runChunks(parts: CampaignParts): Promise<CampaignOutcome> {
  const campaign = new Campaign(parts)
  return campaign.run()
}

class Campaign implements Work {
  readonly #parts: CampaignParts
  readonly #failures: FailureQueue
  readonly #hunts: SelfTestRun[]
  readonly #broken: BrokenRun[] = []
  readonly #rate = new RecentRate()
  readonly #current = new Map<number, string>()
  readonly #began = performance.now()
  #deadline: NodeJS.Timeout | undefined
  #timeIsUp = false
  #runs = 0
  #failed = 0
  #unknown = 0
  #virtualMs = 0
  readonly #finished = new Map<string, number>()
  #watched = 0
  #gaveUp: string | undefined

  constructor(parts: CampaignParts) {
    this.#parts = parts
    const { store, selfTests = [] } = parts
    this.#failures = new FailureQueue(store, parts.onFailure, parts.failureSignal ?? parts.signal)
    const known = new Set(store.selfTests().map(({ id }) => id))
    this.#hunts = selfTests
      .filter(({ id }) => !known.has(id))
      .map((selfTest) => new SelfTestRun(selfTest, store.settings.seed))
    for (const tally of store.tallies().values()) this.#count(tally)
  }

  async run(): Promise<CampaignOutcome> {
    const { store, schedule, pool, scenarios, signal } = this.#parts
    const interrupt = (): void => pool.stop()
    if (signal?.aborted === true) interrupt()
    signal?.addEventListener('abort', interrupt)
    this.#setDeadline()
    this.#notify()
    try {
      await pool.work(this)
    } finally {
      clearTimeout(this.#deadline)
      signal?.removeEventListener('abort', interrupt)
    }
    const elapsed = this.#elapsed
    if (this.#timeIsUp && this.#failures.waiting > 0) this.#parts.onOverdue?.(this.#failures.waiting)
    await this.#failures.settled()
    const interrupted = signal?.aborted === true
    const gaveUp = this.#gaveUp
    const { waiting } = this.#failures
    const isDone = !interrupted && gaveUp === undefined && this.#broken.length === 0 && waiting === 0
    if (isDone) store.finish(elapsed)
    else store.pause(elapsed)
    const { total } = schedule
    return {
      summary: summaryOf(store, schedule, scenarios, elapsed),
      left: total === undefined ? undefined : total - this.#runs,
      waiting,
      interrupted,
      ...defined({ gaveUp }),
      broken: this.#broken,
    }
  }

  next(worker: number): Piece | undefined {
    const piece: Piece | undefined = this.#timeIsUp
      ? undefined
      : (this.#nextSelfTest() ?? this.#parts.schedule.next(worker))
    if (piece === undefined) this.#current.delete(worker)
    else
      this.#current.set(worker, piece.selfTest === undefined ? piece.scenario : `self-test ${piece.selfTest}`)
    return piece
  }

  done(piece: Piece, tally: Tally): void {
    const { store, schedule } = this.#parts
    if (piece.selfTest !== undefined) {
      this.#selfTestDone(piece.selfTest, tally)
    } else {
      const { scenario, first } = piece
      this.#finished.set(scenario, (this.#finished.get(scenario) ?? 0) + tally.runs)
      store.record({ scenario, first, runs: tally.runs }, tally, this.#elapsed)
      schedule.learn(scenario, tally.runs, tally.millis)
      this.#count(tally)
      this.#failures.add(tally.failures)
    }
    this.#notify()
  }

  undecided(piece: Piece, because: string, plan?: Plan): void {
    const { scenario, seeds } = piece
    const run = { scenario, seed: seeds[0] ?? '', because, ...defined({ plan }) }
    // a self-test's run that does not end is one in which it was not found
    if (piece.selfTest === undefined) this.#parts.onUndecided?.(run)
    this.done(piece, { ...emptyTally(), runs: 1, unknown: 1, undecided: [run] })
    if (++this.#watched < MAX_WATCHED) return
    this.#gaveUp = `the watchdog had to end ${MAX_WATCHED} runs`
    this.#parts.pool.stop()
  }

  broken({ scenario, seeds, target }: Piece, message: string): void {
    this.#broken.push({
      scenario,
      seed: seeds[0] ?? '',
      ...defined({ target }),
      message,
    })
    if (this.#broken.length >= MAX_BROKEN) this.#parts.pool.stop()
  }

  get #elapsed(): number {
    return performance.now() - this.#began
  }

  #nextSelfTest(): Piece | undefined {
    for (const hunt of this.#hunts) {
      const piece = hunt.next()
      if (piece !== undefined) return piece
    }
    return undefined
  }

  #selfTestDone(id: string, tally: Tally): void {
    const hunt = this.#hunts.find((one) => one.id === id)
    hunt?.done(tally)
    if (hunt?.outcome !== undefined) this.#parts.store.recordSelfTest(hunt.outcome)
  }

  /** At the deadline nothing new begins; what is under way has a while to end, and is then left for nothing. */
  #setDeadline(): void {
    const { store, schedule, pool } = this.#parts
    const { millis } = store.settings
    if (millis === undefined) return
    const expire = (): void => {
      if (!this.#hasEnough) {
        this.#deadline = setTimeout(expire, LOOK_MILLIS)
        return
      }
      this.#timeIsUp = true
      schedule.expire()
      pool.hurry()
      this.#deadline = setTimeout(() => void pool.close(), GRACE_MILLIS)
    }
    const left = millis - store.earlierMillis
    // timers go up to 2^31 ms, 24 days
    if (left <= 0) expire()
    else this.#deadline = setTimeout(expire, Math.min(left, 0x7fff_ffff))
  }

  get #hasEnough(): boolean {
    const { atLeast, scenarios } = this.#parts
    if (atLeast === undefined) return true
    const isFound = this.#hunts.every(({ outcome }) => outcome !== undefined)
    return isFound && scenarios.every(({ name }) => (this.#finished.get(name) ?? 0) >= atLeast)
  }

  #count({ runs, failed, unknown, virtualMs }: Tally): void {
    this.#runs += runs
    this.#failed += failed
    this.#unknown += unknown
    this.#virtualMs += virtualMs
  }

  #notify(): void {
    const { store, schedule, selfTests = [], onProgress } = this.#parts
    this.#rate.mark(this.#elapsed, this.#runs)
    if (onProgress === undefined) return
    const { total } = schedule
    const { millis } = store.settings
    onProgress({
      runs: this.#runs,
      ...defined({ total }),
      failed: this.#failed,
      unknown: this.#unknown,
      signatures: this.#failures.signatures,
      elapsed: store.earlierMillis + this.#elapsed,
      ...defined({ millis }),
      rate: this.#rate.perSecond,
      virtualMs: this.#virtualMs,
      selfTests: { found: store.selfTests().filter(({ found }) => found).length, of: selfTests.length },
      current: [...this.#current.values()],
    })
  }
}
