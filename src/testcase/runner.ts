import { composeFaults } from '../../nemesis/index.ts'
import { present } from '../base/assert.ts'
import type { Runner } from '../minimize/candidate-runs.ts'
import { drawPlan, type PlanShape } from '../run/drawing/draw-plan.ts'
import type { Plan } from '../run/plan.ts'
import type { RunResult } from '../run/run-result.ts'
import type { RunSettings } from '../run/run-settings.ts'
import type { Scenario } from '../run/scenario.ts'
import { runScript } from '../run/scripted/scripted-run.ts'
import { runPlan, runPlanSettled } from '../run/timed-run.ts'
import { makesPromises } from '../sim/globals/promise-watch.ts'
import { settleLeftOvers } from '../sim/globals/virtual-globals.ts'
import type { Target } from '../subject/target.ts'
import type { TargetMaker } from './targets.ts'

/** Targets seen to use promises: between their events the promises must be waited for. */
const withPromises = new WeakSet<Target>()

const waitsForPromises = (target: Target): boolean => target.globals === 'virtual' || withPromises.has(target)

/** Runs a plan on the target it needs. Waits for promises only where the target makes some, which shows. */
export function runOn(make: TargetMaker, plan: Plan, settings: RunSettings): RunResult | Promise<RunResult> {
  const target = make(plan)
  if (waitsForPromises(target)) return runPlanSettled(plan, target, settings)
  let result: RunResult | undefined
  const promised = makesPromises(() => {
    result = runPlan(plan, target, settings)
  })
  if (!promised) return present(result, 'the result of a run')
  withPromises.add(target)
  return settled(plan, target, settings, present(result, 'the result of a run'))
}

/** The run that counts, after one that showed that promises have to be waited for. */
async function settled(
  plan: Plan,
  target: Target,
  settings: RunSettings,
  probe: RunResult,
): Promise<RunResult> {
  await settleLeftOvers()
  const result = await runPlanSettled(plan, target, settings)
  // what was opened once, by the first run in its process, is open all the same
  return probe.violation?.property === 'no-leak' && result.violation?.property !== 'no-leak' ? probe : result
}

const SMALL_CLUSTER = 3
const SMALL_CHAOS = 1200

/** How the minimizer of a failure runs what it tries. `property` is what broke, `fixed` what the user fixed. */
export function runnerOf(
  make: TargetMaker,
  property: string,
  scenario: Scenario | undefined,
  seed: string,
  fixed: PlanShape = {},
): Runner {
  const judging: RunSettings = scenario?.judge === undefined ? {} : { judge: scenario.judge.bind(scenario) }
  // While an invariant is what broke, the history need not be checked again and again.
  const skipHistory = property !== 'linearizability'
  return {
    timed: (plan, traced) => runOn(make, plan, { ...judging, traced }),
    scripted: (plan, script, traced) => runScript(plan, make(plan), script, { traced, skipHistory }),
    scriptable: !waitsForPromises(make({ settings: {} })),
    fixed,
    ...(scenario === undefined ? {} : { small: (number) => smallPlan(scenario, number, seed, make, fixed) }),
  }
}

/**
 * A plan with little in it: a short run of few clients on three servers. Every other one has faults of
 * all kinds: what broke here by luck may break there by aim. What the user fixed is as it was fixed.
 */
function smallPlan(
  scenario: Scenario,
  number: number,
  seed: string,
  make: TargetMaker,
  fixed: PlanShape,
): Plan {
  const clients = fixed.clients ?? 1 + (number % 3)
  const shape = {
    nodes: Math.max(SMALL_CLUSTER, Math.min(...(scenario.nodes ?? [0]))),
    clients,
    rate: 10 * clients,
    timeLimit: SMALL_CHAOS,
    ...fixed,
  }
  const wild: Scenario = { ...scenario, faults: (context) => composeFaults(context) }
  return drawPlan(number % 2 === 0 ? scenario : wild, `${seed}*${number}`, make({ settings: {} }), shape)
}
