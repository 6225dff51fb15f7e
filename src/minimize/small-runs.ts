import type { MinimizerPass } from '../history/run-record.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'
import type { FailingPlan } from './shrink-plan.ts'

/** How many small plans of the same scenario are tried, and after how many failing ones that is enough. */
const SMALL_PLANS = 3000
const ENOUGH = 6
/** Of the runs that may be made, this share at most goes into the search. */
const SHARE = 0.3

/**
 * Looks for runs that fail the same way with little in them: a bug found in a long, wild run often shows in
 * a short one as well, and a short one is nearer to the shortest there is.
 * @returns the failing runs found and the one given, the shortest first.
 */
export async function smallRuns(
  start: FailingPlan,
  runner: Runner,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): Promise<readonly FailingPlan[]> {
  const found: FailingPlan[] = [start]
  if (runner.small === undefined) return found
  const ranBefore = runs.runs
  for (let number = 0; number < SMALL_PLANS && found.length <= ENOUGH && runs.share < SHARE; number++) {
    if (!runs.take()) break
    const plan = runner.small(number)
    const result = await runner.timed(plan, false)
    if (runs.same(result)) found.push({ plan, result })
  }
  found.sort((a, b) => a.result.counts.steps - b.result.counts.steps)
  const left = found[0]?.result.counts.steps ?? 0
  const kept = start.result.counts.steps - left
  passes.push({ name: 'small runs of other seeds', tried: runs.runs - ranBefore, kept, left })
  return found
}
