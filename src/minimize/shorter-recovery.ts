import type { MinimizerPass } from '../record/run-record.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'
import { leastNumber } from './least-number.ts'

/** Of the time in which a cluster must recover, this share is shown: a correct one is able to within it. */
const LEAST_SETTLE = 0.25

/**
 * The same stall with less of the time in which the cluster was to recover. It is the beginning of the run that was given, which stood
 * still with all of it: nothing else may be changed afterwards, as a cluster may need longer in another run.
 */
export async function shorterRecovery(
  start: MadeRun,
  runner: Runner,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): Promise<MadeRun> {
  if (start.result.violation?.property !== 'liveness') return start
  let best = start
  const ranBefore = runs.runs
  const least = Math.ceil(LEAST_SETTLE * start.plan.settle)
  await leastNumber(
    () => best.plan.settle - least,
    async (more) => {
      if (!runs.take()) return false
      const plan = { ...best.plan, settle: least + more }
      const result = await runs.timed(plan, runner)
      if (result === undefined) return false
      best = { plan, result }
      return true
    },
  )
  const left = best.result.counts.steps
  passes.push({
    name: 'time to recover',
    tried: runs.runs - ranBefore,
    kept: start.result.counts.steps - left,
    left,
  })
  return best
}
