import type { FaultPlan } from '../../nemesis/index.ts'
import { elementAt } from '../base/element-at.ts'
import type { MinimizerPass } from '../record/run-record.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { Plan } from '../run/plan.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'

/** So often a time is halved at most. */
const HALVINGS = 10
/** Of the time in which a cluster must recover, this share stays: a correct one must be able to. */
const LEAST_SETTLE = 0.25

/**
 * Makes less of what happens when in a run that needs its clock: faults happen once, last shorter, begin at an instant, and all
 * are healed as soon as can be, so that what shows only behind the heal is seen sooner. Of a stall whose cause is known less is shown: with
 * no other cause, and with none, the time may have been too short for anybody.
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
    await halved(
      () => elementAt(best.plan.faults, at).for,
      (lasts) => attempt(withFault(at, { ...elementAt(best.plan.faults, at), for: lasts })),
    )
  }
  if (runner.fixed?.timeLimit === undefined) {
    await halved(
      () => best.plan.healAt,
      (healAt) => attempt({ ...best.plan, healAt }),
    )
  }
  if (start.result.violation?.cause !== undefined) {
    const least = Math.ceil(LEAST_SETTLE * start.plan.settle)
    await halved(
      () => best.plan.settle - least,
      (more) => attempt({ ...best.plan, settle: least + more }),
    )
  }
  const kept = start.result.counts.steps - best.result.counts.steps
  passes.push({ name: 'times', tried: runs.runs - ranBefore, kept, left: best.result.counts.steps })
  return best
}

/** The least whole number with which it still fails, near enough: between one that is too small and the last that was not. */
async function halved(value: () => number, attempt: (smaller: number) => Promise<boolean>): Promise<void> {
  let tooSmall = -1
  for (let halving = 0; halving < HALVINGS && value() - tooSmall > 1; halving++) {
    const middle = Math.floor((value() + tooSmall) / 2)
    if (!(await attempt(Math.max(0, middle)))) tooSmall = middle
    else if (middle <= 0) return
  }
}
