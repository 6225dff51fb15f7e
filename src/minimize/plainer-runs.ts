import type { Script } from '../record/decision.ts'
import type { MinimizerPass } from '../record/run-record.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { Plan } from '../run/plan.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'

/** How many seeds are tried, and after how many failing ones that is enough. */
const SEEDS = 300
const ENOUGH = 3
/** Of what may be spent, this share at most is spent when it ends. */
const SHARE = 0.5

/** The plan with nothing in it that an operator does: most bugs do not need it, and it makes a script long. */
export function withoutOperator(plan: Plan): Plan {
  const { operator: _, ...workload } = plan.workload
  return { ...plan, workload }
}

/**
 * Looks for runs of a failing plan with other seeds that fail the same way with the settings that make the shortest runs short. Where
 * servers ask for pre-votes, or give answers by a lease, no search of states can follow a script, or its shortest run is longer than it
 * need be; the same faults and calls may lead to the same breach without.
 * @param whole the plan as it failed, which is tried without an operator, as most bugs need none.
 * @param small what it was made into, which is tried with all that is left in it.
 * @param asScript the script of such a run, if it fails that way.
 * @returns those that fail as a script: without an operator first, then the shortest first.
 */
export async function plainerRuns(
  whole: MadeRun,
  small: MadeRun,
  runner: Runner,
  runs: CandidateRuns,
  passes: MinimizerPass[],
  asScript: (failing: MadeRun) => Promise<Script | undefined>,
): Promise<readonly MadeRun[]> {
  const plainest = runner.shallow?.at(-1)?.settings
  if (plainest === undefined) return []
  const plain = withoutOperator(whole.plan)
  const { result } = small
  const found: MadeRun[] = []
  const ranBefore = runs.runs
  for (let number = 1; number <= SEEDS && found.length < ENOUGH && runs.within(SHARE); number++) {
    if (!runs.take()) break
    const { plan } = number % 2 === 0 ? { plan: plain } : small
    const other = { ...plan, settings: plainest, seed: `${plan.seed}~${number}` }
    const failing = await runs.timed(other, runner)
    if (failing === undefined) continue
    const made = { plan: other, result: failing }
    if ((await asScript(made)) !== undefined) found.push(made)
  }
  const hasOperator = (made: MadeRun): number => (made.plan.workload.operator === undefined ? 0 : 1)
  found.sort((a, b) => hasOperator(a) - hasOperator(b) || a.result.counts.steps - b.result.counts.steps)
  const left = Math.min(...[result, ...found.map((one) => one.result)].map(({ counts }) => counts.steps))
  const tried = runs.runs - ranBefore
  passes.push({ name: 'other seeds with plain settings', tried, kept: result.counts.steps - left, left })
  return found
}
