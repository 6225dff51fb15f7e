import type { Script } from '../record/decision.ts'
import { breachOf, signatureOf, type Violation } from '../record/verdict.ts'
import type { PlanShape } from '../run/drawing/plan-shape.ts'
import type { Plan } from '../run/plan.ts'
import type { RunResult } from '../run/run-result.ts'
import type { RunBudget } from './delta-debugging.ts'

/** How the minimizer runs what it tries; it knows neither targets nor checkers. */
export interface Runner {
  timed(plan: Plan, traced: boolean): Promise<RunResult> | RunResult
  scripted(plan: Plan, script: Script, traced: boolean): RunResult
  /** Whether the target can be driven by a script: not when it has promises of its own. */
  readonly scriptable: boolean
  /** Another plan of the same scenario, with little in it; the same for the same number. */
  small?(number: number): Plan
  /** What the user fixed: no smaller run may have it otherwise. Default: nothing. */
  readonly fixed?: PlanShape
  /** The smallest cluster that the target plays. Default 1. */
  readonly fewestServers?: number
}

/** Of the time, what may be spent with the runs that explain what was found. */
const SPARE = 1.1

/** Counts runs, bounds them, and says whether one broke as the failure to be minimized did. */
export class CandidateRuns implements RunBudget {
  runs = 0
  readonly #breach: string
  /** The rule that was not kept; undefined: it is not known, and any will do. */
  readonly #cause: string | undefined
  readonly #most: number
  readonly #elapsed: () => number
  #ended: 'replays' | 'time' | undefined

  /** `elapsed` tells how much of the time is gone, from 0 to 1; it is asked before each run. */
  constructor(violation: Violation, most: number, elapsed: () => number) {
    this.#breach = breachOf(violation)
    this.#cause = violation.cause
    this.#most = most
    this.#elapsed = elapsed
  }

  /** How much of runs or time is used up, from 0 to 1. */
  get share(): number {
    return Math.max(this.runs / this.#most, this.#elapsed())
  }

  get spent(): boolean {
    if (this.#ended !== undefined) return true
    this.#ended = this.runs >= this.#most ? 'replays' : this.#elapsed() >= 1 ? 'time' : undefined
    return this.#ended !== undefined
  }

  /** Which limit ended the search: undefined while there is something left of both. */
  get ended(): 'replays' | 'time' | undefined {
    return this.#ended
  }

  /** Whether also the spare time for last words is gone: runs that only explain are left out then. */
  get overdrawn(): boolean {
    return this.#elapsed() >= SPARE
  }

  take(): boolean {
    if (this.spent) return false
    this.runs++
    return true
  }

  /**
   * The run of a plan, if it broke the same property in the same form by the same rule: anything else would be another
   * bug. The rule shows only in a trace, so what breaks alike is made once more with one.
   */
  async timed(plan: Plan, runner: Runner): Promise<RunResult | undefined> {
    const result = await runner.timed(plan, false)
    if (!this.#breaksAlike(result)) return undefined
    return this.#hasSameCause(this.#cause === undefined ? result : await runner.timed(plan, true))
      ? result
      : undefined
  }

  /** As {@link timed}: whether a script does on the cluster of a plan. */
  scripted(plan: Plan, script: Script, runner: Runner): boolean {
    const result = runner.scripted(plan, script, false)
    if (!this.#breaksAlike(result)) return false
    return this.#hasSameCause(this.#cause === undefined ? result : runner.scripted(plan, script, true))
  }

  /** What came of a traced run without a fault: `passes`, the `same`, or the signature of what broke instead. */
  outcome(result: RunResult): string {
    const { violation } = result
    if (violation === undefined) return 'passes'
    if (!this.#breaksAlike(result)) return breachOf(violation)
    return this.#hasSameCause(result) ? 'same' : signatureOf(violation)
  }

  #breaksAlike({ violation }: RunResult): boolean {
    return violation !== undefined && breachOf(violation) === this.#breach
  }

  #hasSameCause({ violation }: RunResult): boolean {
    return this.#cause === undefined || violation?.cause === this.#cause
  }
}
