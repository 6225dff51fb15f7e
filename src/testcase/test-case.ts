import { defined } from '../base/defined.ts'
import type { FailureReport } from '../../reports/index.ts'
import { present } from '../base/assert.ts'
import type { Script } from '../record/decision.ts'
import type { RunRecord } from '../record/run-record.ts'
import { drawPlan } from '../run/drawing/draw-plan.ts'
import { withSafeLeases } from '../run/drawing/safe-leases.ts'
import type { PlanShape } from '../run/drawing/plan-shape.ts'
import type { Plan } from '../run/plan.ts'
import { recordOf } from '../run/record.ts'
import { tokenOf } from '../run/replay-token.ts'
import type { RunResult } from '../run/run-result.ts'
import type { RunSettings } from '../run/run-settings.ts'
import type { Scenario } from '../run/scenario.ts'
import { runScript } from '../run/scripted/scripted-run.ts'
import { runPlanInTurn } from '../run/run-plan.ts'
import type { Gathering, Lane } from '../subject/target.ts'
import { runKnowingModules } from './module-state.ts'
import { canBeExplained, explainedBy } from './explained-run.ts'
import { judgedBy } from './judged-by.ts'
import { minimizeFailure, type MinimizeLimits } from './minimize-failure.ts'
import { minimizingRunner } from './minimizing-runner.ts'
import { runOn } from './run-on.ts'
import type { TargetMaker } from './target-maker.ts'
import { caseToken, type FailedRun } from './test-case-id.ts'

/** What a test case is made of. */
export interface TestCaseParts {
  readonly scenario: Scenario
  /** The target as the user names it, which tokens and records repeat, and how it is made. */
  readonly target: string
  readonly make: TargetMaker
  readonly seed: string
  /** What the user fixed of the plan. Default: nothing. */
  readonly shape?: PlanShape
  /** A plan that was recorded or changed. Default: it is drawn from scenario, seed, target and shape. */
  readonly plan?: Plan
  /** The decisions that take the place of the clock; only with `plan`. Default: the run is timed. */
  readonly script?: Script
}

/** A run that goes on by `turns`, whenever its `lane` has an answer to take. */
export interface RunInTurn {
  readonly lane: Lane
  readonly turns: Generator<void, RunResult, void>
}

/**
 * One test: a scenario on a target, with all that is random in it fixed by a seed. It gives the same plan, the same
 * run and the same digest each time, in any process.
 *
 * @example
 * const testCase = new TestCase({ scenario, target: 'own-raft', make, seed: '42' })
 * const result = await testCase.run()
 * if (result.violation !== undefined) console.log(await testCase.minimize(result))
 */
export class TestCase {
  readonly #parts: TestCaseParts
  #plan: Plan | undefined

  constructor(parts: TestCaseParts) {
    this.#parts = parts
    this.#plan = parts.plan
  }

  get seed(): string {
    return this.#parts.seed
  }

  /** What is to happen, and when. Drawn at the first call. */
  plan(): Plan {
    const { scenario, seed, make, shape } = this.#parts
    return (this.#plan ??= drawPlan(scenario, seed, make({ settings: {} }), shape))
  }

  /** A plan for the same target, with reads that its faults leave safe. */
  safe(plan: Plan): Plan {
    return { ...plan, settings: withSafeLeases(this.#parts.make({ settings: {} }), plan.settings, plan) }
  }

  /** The same test case with another plan: limits of its own, say. Its token carries the plan whole. */
  withPlan(plan: Plan): TestCase {
    return new TestCase({ ...this.#parts, plan })
  }

  /**
   * Makes the run: on a target of its own, judged by the checkers and by the scenario. A target that makes promises
   * is waited for between two events; the result is a promise then, and only then.
   */
  run(settings: RunSettings = {}): RunResult | Promise<RunResult> {
    const made = this.unexplained(settings)
    return made instanceof Promise
      ? made.then((result) => this.explained(result, settings))
      : this.explained(made, settings)
  }

  /**
   * What came of the run, with the rule that was not kept where something broke: a run that kept no trace is made once
   * more with one. Of a run that is known to break by a rule, that is the one that counts: it goes on past it.
   */
  explained(result: RunResult, settings: RunSettings = {}): RunResult | Promise<RunResult> {
    if (!canBeExplained(result)) return result
    settings.onMade?.()
    const traced = this.unexplained({ ...settings, traced: true, explaining: true })
    return traced instanceof Promise
      ? traced.then((again) => explainedBy(result, again))
      : explainedBy(result, traced)
  }

  /** As {@link run}, made once only, whatever breaks: which rule was not kept is known where it keeps its trace. */
  unexplained(settings: RunSettings = {}): RunResult | Promise<RunResult> {
    const { scenario, make, script } = this.#parts
    const plan = this.plan()
    const target = make(plan)
    return runKnowingModules(target, (one, isShadow) => {
      const wanted = isShadow ? {} : settings
      return script === undefined
        ? runOn(one, plan, { ...wanted, ...judgedBy(scenario) })
        : runScript(plan, one, script, wanted)
    })
  }

  /**
   * As {@link run}, in turn with others on servers that are asked at once: it yields where an answer is awaited.
   * Nothing is looked for there that takes a second run, such as what a server left open.
   */
  runInTurn(gathering: Gathering, number: number): RunInTurn {
    const { scenario, make } = this.#parts
    const plan = this.plan()
    const lane = gathering.enter(make(plan), number)
    return { lane, turns: runPlanInTurn(plan, lane, judgedBy(scenario)) }
  }

  /** The one word that makes the run again and compares its digest. */
  token(digest: string): string {
    const { scenario, target, seed, shape = {}, plan, script } = this.#parts
    if (plan === undefined) return caseToken({ scenario: scenario.name, target, seed, shape }, digest)
    return tokenOf({ by: 'plan', target, plan, ...defined({ script }), digest })
  }

  /** The run as it is stored and reported. */
  record(result: RunResult): RunRecord {
    return recordOf(this.plan(), result, this.#parts.target, this.token(result.digest))
  }

  /** A run of it that broke a property, as data. */
  failure(result: RunResult): FailedRun {
    const { target, shape, plan } = this.#parts
    return {
      plan: this.plan(),
      result,
      target,
      token: this.token(result.digest),
      // of a drawn plan the token says it
      ...(plan === undefined || shape === undefined ? {} : { fixed: shape }),
    }
  }

  /**
   * Makes the run again, then smaller and smaller as long as it breaks the same property in the same form, and
   * gathers what a report needs. `result` must have a violation; `token` is the one the run is known by, by default
   * {@link token}.
   */
  minimize(
    result: RunResult,
    limits: MinimizeLimits = {},
    token = this.token(result.digest),
  ): Promise<FailureReport> {
    const { scenario, target, make, shape } = this.#parts
    const { property } = present(result.violation, 'the violation of a failure')
    const runner = minimizingRunner(make, property, scenario, this.seed, { ...shape, ...this.plan().judging })
    return minimizeFailure({ plan: this.plan(), result, target, token }, runner, limits, make)
  }
}
