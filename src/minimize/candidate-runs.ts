import type { Script } from '../record/decision.ts'
import { isSameBug, signatureOf, type Violation } from '../record/verdict.ts'
import type { PlanShape } from '../run/drawing/plan-shape.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { Plan } from '../run/plan.ts'
import type { RunResult } from '../run/run-result.ts'
import type { Continuation } from '../run/scripted/scripted-run.ts'
import type { RunBudget } from './delta-debugging.ts'

/** How the minimizer runs what it tries; it knows neither targets nor checkers. */
export interface Runner {
  /** `until`: the last step of which a trace is kept. Default: all are. */
  timed(plan: Plan, traced: boolean, until?: number): Promise<RunResult> | RunResult
  /** By default nothing happens behind the end of the script. */
  scripted(plan: Plan, script: Script, traced: boolean, continued?: Continuation): RunResult
  /** Whether the target can be driven by a script: not when it has promises of its own. */
  readonly scriptable: boolean
  /** Another plan of the same scenario, with little in it; the same for the same number. */
  small?(number: number): Plan
  /** Clusters on which the shortest runs are searched, one after the other; their settings make them short. Default: none is. */
  readonly shallow?: readonly Plan[]
  /** Clusters with other settings, on which a run may be shorter than one that was found so. Default: none is known. */
  readonly shorter?: readonly Plan[]
  /**
   * Searches for a run with fewer events than a script that breaks what is wanted, through the states of the cluster: many more runs than could be made.
   * Undefined: not one of this script. Default: nothing is searched so.
   */
  stretches?(plan: Plan, script: Script, limits: StretchLimits): Promise<Stretched | undefined>
  /** What the user fixed: no smaller run may have it otherwise. Default: nothing. */
  readonly fixed?: PlanShape
  /** The smallest cluster that the target plays. Default 1. */
  readonly fewestServers?: number
  /** Whether a small run that was found fails truly, of runs that are cut sooner than usual. Default: each does. */
  confirms?(found: MadeRun): Promise<boolean>
}

/** What a search of stretches may take, and looks for. */
export interface StretchLimits {
  readonly effort: number
  isWanted(violation: Violation): boolean
  stops(): boolean
}

/** What came of it: a shorter script, if there is one, and the states that were searched. */
export interface Stretched {
  readonly script?: Script
  readonly states: number
}

/** The limit that a search came to. */
export type EndedBy = 'replays' | 'steps' | 'time'

/** What a search may spend. Runs and their steps bound it alike on any machine; the time is there for what is slow. */
export interface SearchBounds {
  readonly runs: number
  /** Steps of all runs together. Default: any number. */
  readonly steps?: number
  /** How much of the time is gone, from 0 to 1; asked before each run. Default: always 0. */
  elapsed?(): number
}

/** How far beyond its time a search may go with the runs that explain what was found. */
const SPARE = 1.5

/** Counts runs and their steps, bounds them, and says whether one broke as the failure to be minimized did. */
export class CandidateRuns implements RunBudget {
  runs = 0
  #steps = 0
  /** What is to break; it may be known better as the search goes on. */
  wanted: Violation
  readonly #most: Required<SearchBounds>
  #ended: EndedBy | undefined
  #hurried = false
  #unexplained = false

  constructor(violation: Violation, { runs, steps = Infinity, elapsed = () => 0 }: SearchBounds) {
    this.wanted = violation
    this.#most = { runs, steps, elapsed }
  }

  /** Whether less than this share of runs, steps and time is used up. That it was the time is remembered. */
  within(share: number): boolean {
    const { runs, steps, elapsed } = this.#most
    if (this.runs >= share * runs || this.#steps >= share * steps) return false
    if (elapsed() < share) return true
    this.#hurried = true
    return false
  }

  get spent(): boolean {
    const { runs, steps, elapsed } = this.#most
    this.#ended ??=
      this.runs >= runs ? 'replays' : this.#steps >= steps ? 'steps' : elapsed() >= 1 ? 'time' : undefined
    return this.#ended !== undefined
  }

  /** Which limit ended the search, or a part of it before its time; undefined: none did. */
  get ended(): EndedBy | undefined {
    return this.#ended ?? (this.#hurried ? 'time' : undefined)
  }

  /** Whether there is time for one more run that only explains. */
  explains(): boolean {
    this.#unexplained ||= this.#most.elapsed() >= SPARE
    return !this.#unexplained
  }

  /** Whether runs that would have explained it were left out for want of time. */
  get unexplained(): boolean {
    return this.#unexplained
  }

  take(): boolean {
    if (this.spent) return false
    this.runs++
    return true
  }

  /**
   * The run of a plan, if it broke by the same rule, or, where the rule is not known, the same property in the same form: anything
   * else would be another bug. The rule shows only in a trace, so what breaks is made once more with one.
   */
  async timed(plan: Plan, runner: Runner): Promise<RunResult | undefined> {
    const result = this.counted(await runner.timed(plan, false))
    if (!this.#needsTrace(result)) return this.#same(result)
    return this.#same(this.counted(await runner.timed(plan, true)))
  }

  /** Whether it is what broke in the failure to be minimized. */
  isWanted(violation: Violation): boolean {
    return isSameBug(this.wanted, violation)
  }

  /** As {@link timed}: whether a script does on the cluster of a plan. */
  scripted(plan: Plan, script: Script, runner: Runner): boolean {
    const result = this.counted(runner.scripted(plan, script, false))
    if (!this.#needsTrace(result)) return this.#same(result) !== undefined
    return this.#same(this.counted(runner.scripted(plan, script, true))) !== undefined
  }

  /**
   * What came of a traced run without a fault: `passes`, the `same`, or the signature of what broke instead; undefined
   * where that cannot be said.
   */
  outcome(result: RunResult): string | undefined {
    const { violation, status, counts } = result
    // where nobody is answered nothing breaks, for certain; where the search of a checker gave up nobody knows
    if (violation === undefined) return status === 'unknown' && counts.ok > 0 ? undefined : 'passes'
    return isSameBug(this.wanted, violation) ? 'same' : signatureOf(violation)
  }

  /** A run that was made, whose steps are among those of all. */
  counted(result: RunResult): RunResult {
    this.#steps += result.counts.steps
    return result
  }

  #needsTrace({ violation }: RunResult): boolean {
    return violation !== undefined && violation.cause === undefined && this.wanted.cause !== undefined
  }

  #same(result: RunResult): RunResult | undefined {
    const { violation } = result
    return violation !== undefined && isSameBug(this.wanted, violation) ? result : undefined
  }
}
