import type { Plan } from '../run/plan.ts'
import type { RunResult } from '../run/run-result.ts'
import type { RunSettings } from '../run/run-settings.ts'
import { runPlan, runPlanSettled } from '../run/run-plan.ts'
import { watchPromises } from '../sim/globals/promise-watch.ts'
import { settleLeftOvers } from '../sim/globals/virtual-globals.ts'
import { enterPhase } from '../sim/whereabouts.ts'
import type { Target } from '../subject/target.ts'

/** Targets seen to use promises: between their events the promises must be waited for. */
const withPromises = new WeakSet<Target>()

/** Whether its runs wait for promises between two events: by declaration, or because an earlier run showed some. */
export const waitsForPromises = (target: Target): boolean =>
  target.globals === 'virtual' || withPromises.has(target)

/** Runs a plan on a target. Waits for promises only where the target makes some, which shows. */
export function runOn(target: Target, plan: Plan, settings: RunSettings): RunResult | Promise<RunResult> {
  if (waitsForPromises(target)) return runPlanSettled(plan, target, settings)
  // Node.js makes promises where it loads modules: those are not the target's
  const loaded = onceRenewed(target)
  const madePromises = watchPromises()
  let promised = false
  let result: RunResult
  try {
    result = runPlan(plan, loaded, settings)
  } finally {
    promised = madePromises()
  }
  if (!promised) return result
  withPromises.add(target)
  return settled(plan, target, settings, result)
}

/** The run that counts, after one that showed that promises have to be waited for. */
async function settled(
  plan: Plan,
  target: Target,
  settings: RunSettings,
  probe: RunResult,
): Promise<RunResult> {
  enterPhase('settling')
  await settleLeftOvers()
  const result = await runPlanSettled(plan, target, settings)
  // what was opened once, by the first run in its process, is open all the same
  return probe.violation?.property === 'no-leak' && result.violation?.property !== 'no-leak' ? probe : result
}

/** The target on new modules, which are loaded now and not by the run. */
function onceRenewed(target: Target): Target {
  if (target.renew === undefined) return target
  const { renew: _, ...loaded } = target.renew()
  return loaded
}
