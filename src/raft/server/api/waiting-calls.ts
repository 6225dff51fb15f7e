import type { Json } from '../../../base/json.ts'
import { errors, type OperationError } from '../../../base/operation-error.ts'
import type { CodedOutcome } from '../../../record/operation.ts'
import type { Command, Consensus } from '../consensus.ts'

type Done = (outcome: CodedOutcome<Json>) => void

interface Waiting {
  readonly deadline: number
  /** Absent once it was answered. */
  done: Done | undefined
}

export interface WaitingCallsOptions {
  readonly consensus: Pick<Consensus, 'submit'>
  /** Most calls that wait at a time; one more fails as `busy`. */
  readonly limit: number
  /** Milliseconds after which a call that got no answer is answered as unknown. */
  readonly timeout: number
  readonly now: () => number
  /** Told of each outcome, for the metrics. */
  readonly observe?: (outcome: CodedOutcome<Json>) => void
}

/** How often calls are looked through for those whose time is up. */
const SWEEP_MILLIS = 100

/**
 * Calls on their way through the log. Each is answered exactly once, whatever the consensus does, and none is
 * remembered longer than the timeout, also when its client has left.
 */
export class WaitingCalls {
  readonly #options: WaitingCallsOptions
  /** In the order in which their time is up: all have the same timeout. */
  readonly #waiting = new Set<Waiting>()
  #sweeper: NodeJS.Timeout | undefined
  #stopping = false
  #drained: (() => void) | undefined

  constructor(options: WaitingCallsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#waiting.size
  }

  submit(command: Command, done: Done): void {
    const { consensus, limit, timeout, now } = this.#options
    if (this.#stopping || this.#waiting.size >= limit) {
      this.#answer(done, { type: 'fail', error: this.#stopping ? errors.stopping : errors.busy })
      return
    }
    const waiting: Waiting = { deadline: now() + timeout, done }
    this.#waiting.add(waiting)
    this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MILLIS).unref()
    consensus.submit(command, (outcome) => this.#settle(waiting, outcome))
  }

  /** Takes no more calls. */
  stop(): void {
    this.#stopping = true
  }

  /** Resolves once no call waits any more. */
  async drained(): Promise<void> {
    if (this.#waiting.size > 0) await new Promise<void>((resolve) => (this.#drained = resolve))
  }

  /** Answers all that still wait as unknown. */
  abandon(error: OperationError): void {
    this.stop()
    for (const waiting of [...this.#waiting]) this.#settle(waiting, { type: 'info', error })
    clearInterval(this.#sweeper)
  }

  #sweep(): void {
    const now = this.#options.now()
    for (const waiting of this.#waiting) {
      if (waiting.deadline > now) break
      this.#settle(waiting, { type: 'info', error: errors.noAnswerInTime })
    }
    if (this.#waiting.size > 0) return
    clearInterval(this.#sweeper)
    this.#sweeper = undefined
  }

  #settle(waiting: Waiting, outcome: CodedOutcome<Json>): void {
    const { done } = waiting
    if (done === undefined) return
    waiting.done = undefined
    this.#waiting.delete(waiting)
    this.#answer(done, outcome)
    if (this.#waiting.size === 0) this.#drained?.()
  }

  #answer(done: Done, outcome: CodedOutcome<Json>): void {
    this.#options.observe?.(outcome)
    done(outcome)
  }
}
