import type { FaultPlan } from '../../nemesis/index.ts'
import { elementAt } from '../base/element-at.ts'
import type { MinimizerPass } from '../record/run-record.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { Plan } from '../run/plan.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'
import { leastNumber } from './least-number.ts'

/**
 * Makes less of what happens when in a run that needs its clock: faults happen once, last shorter, begin at an instant, and all
 * are healed as soon as can be, so that what shows only behind the heal is seen sooner.
 */
export async function shrinkTiming(
  start: MadeRun,
  runner: Runner,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): Promise<MadeRun> {
  let best = start
  const ranBefore = runs.runs
  const attempt = async (plan: Plan): Promise<boolean> => {
    if (!runs.take()) return false
    const result = await runs.timed(plan, runner)
    if (result === undefined) return false
    best = { plan, result }
    return true
  }
  const withFault = (at: number, fault: FaultPlan): Plan => ({
    ...best.plan,
    faults: best.plan.faults.with(at, fault),
  })
  for (const at of start.plan.faults.keys()) {
    const { repeat, ...once } = elementAt(best.plan.faults, at)
    if (repeat !== undefined) await attempt(withFault(at, once))
    await leastNumber(
      () => elementAt(best.plan.faults, at).for,
      (lasts) => attempt(withFault(at, { ...elementAt(best.plan.faults, at), for: lasts })),
    )
  }
  if (runner.fixed?.timeLimit === undefined) {
    await leastNumber(
      () => best.plan.healAt,
      (healAt) => attempt({ ...best.plan, healAt }),
    )
  }
  const kept = start.result.counts.steps - best.result.counts.steps
  passes.push({ name: 'times', tried: runs.runs - ranBefore, kept, left: best.result.counts.steps })
  return best
}
