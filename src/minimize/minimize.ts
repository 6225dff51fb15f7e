import type { Script } from '../history/decision.ts'
import type { MinimizerPass, Necessity } from '../history/run-record.ts'
import { signatureOf } from '../history/verdict.ts'
import { assert } from '../base/assert.ts'
import type { Plan } from '../run/plan.ts'
import type { RunResult } from '../run/run-result.ts'
import { CandidateRuns, type Runner } from './candidate-runs.ts'
import { renumbered } from './canonical-script.ts'
import { necessityOfDecisions, necessityOfFaults } from './necessity.ts'
import { shrinkPlan, type FailingPlan } from './shrink-plan.ts'
import { shrinkScript, syncAtOnce } from './shrink-script.ts'

export interface MinimizeOptions {
  /** Most runs to try. Default 20,000. */
  readonly runs?: number
  /** Tells when time is up; asked before each run. Default: never. */
  expired?(): boolean
}

/** A failure made small. */
export interface Minimized {
  /** The plan of the minimized run; with a script, only its cluster and settings count. */
  readonly plan: Plan
  /** The decisions of the minimized run; absent when the failure needs real timing. */
  readonly script?: Script
  /** The minimized run, lit. */
  readonly result: RunResult
  readonly passes: readonly MinimizerPass[]
  readonly necessity: readonly Necessity[]
  readonly replays: number
  readonly oneMinimal: boolean
}

/** Properties that speak of time: they cannot break in a script, which has none. */
const TIMED_PROPERTIES = new Set(['liveness', 'storm', 'livelock'])

/**
 * Finds a smaller run that breaks the same property in the same form: first a smaller plan, then, without a
 * clock, a shorter list of decisions; last, what happens without each fault that is left.
 */
export async function minimize(failing: FailingPlan, runner: Runner, options: MinimizeOptions = {}): Promise<Minimized> {
  assert(failing.result.violation !== undefined, 'only a run that broke a property can be minimized')
  const signature = signatureOf(failing.result.violation)
  const runs = new CandidateRuns(signature, options.runs ?? 20_000, options.expired ?? (() => false))
  const passes: MinimizerPass[] = []
  const small = await shrinkPlan(failing, runner, runs, passes)
  const lit = await runner.timed(small.plan, true)
  if (runner.scriptable && !TIMED_PROPERTIES.has(failing.result.violation.property) && lit.script !== undefined) {
    const scripted = shrinkAsScript(small.plan, lit.script, runner, runs, passes)
    if (scripted !== undefined) return scripted
  }
  const necessity = await necessityOfFaults(small, runner, signature)
  return { plan: small.plan, result: lit, passes, necessity, replays: runs.runs, oneMinimal: false }
}

function shrinkAsScript(
  plan: Plan,
  recorded: Script,
  runner: Runner,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): Minimized | undefined {
  const fails = (script: Script): boolean => runs.same(runner.scripted(plan, script, false))
  const script = [syncAtOnce(recorded), recorded].find(fails)
  if (script === undefined) return undefined
  const small = shrinkScript(script, fails, runs, passes)
  const canonical = renumbered(small.script)
  const final = fails(canonical) ? canonical : small.script
  return {
    plan,
    script: final,
    result: runner.scripted(plan, final, true),
    passes,
    necessity: necessityOfDecisions(final, plan, runner, runs.signature),
    replays: runs.runs,
    oneMinimal: small.oneMinimal,
  }
}
