import type { Script } from '../record/decision.ts'
import type { MinimizerPass } from '../record/run-record.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'
import type { MadeRun } from '../run/made-run.ts'

/**
 * How many small plans of the same scenario are tried, and after how many failing ones that is enough, if one of them fails without a clock as well: only
 * from such one comes a script.
 */
const SMALL_PLANS = 3000
const ENOUGH = 3
/** Of what may be spent, this share at most goes into the search. */
const SHARE = 0.3

/**
 * Looks for runs that fail the same way with little in them: a bug found in a long, wild run often shows in
 * a short one as well, and a short one is nearer to the shortest there is. They are the same for each failure of a bug.
 * @param asScript the script of such a run, if it fails that way; absent where no script can.
 * @returns a few of the failing runs found, and last the one given: those that fail as a script first, of these those without an operator, then the shortest first.
 */
export async function smallRuns(
  start: MadeRun,
  runner: Runner,
  runs: CandidateRuns,
  passes: MinimizerPass[],
  asScript?: (failing: MadeRun) => Promise<Script | undefined>,
): Promise<readonly MadeRun[]> {
  if (runner.small === undefined) return [start]
  const found: MadeRun[] = []
  const ranBefore = runs.runs
  const withoutClock = new Set<MadeRun>()
  const look = async (failing: MadeRun): Promise<void> => {
    if ((await asScript?.(failing)) !== undefined) withoutClock.add(failing)
  }
  await look(start)
  const isEnough = (): boolean => found.length >= ENOUGH && (asScript === undefined || withoutClock.size > 0)
  for (let number = 0; number < SMALL_PLANS && !isEnough() && runs.within(SHARE); number++) {
    if (!runs.take()) break
    const plan = runner.small(number)
    const result = await runs.timed(plan, runner)
    if (result === undefined) continue
    const failing = { plan, result }
    if ((await runner.confirms?.(failing)) === false) continue
    found.push(failing)
    await look(failing)
  }
  const timed = (failing: MadeRun): number => (withoutClock.has(failing) ? 0 : 1)
  const hasOperator = ({ plan }: MadeRun): number => (plan.workload.operator === undefined ? 0 : 1)
  found.sort(
    (a, b) =>
      timed(a) - timed(b) || hasOperator(a) - hasOperator(b) || a.result.counts.steps - b.result.counts.steps,
  )
  found.splice(ENOUGH)
  // where it alone fails without a clock, it comes before what does not
  const last = found.findIndex((failing) => timed(failing) > timed(start))
  found.splice(last < 0 ? found.length : last, 0, start)
  const left = Math.min(...found.map(({ result }) => result.counts.steps))
  const kept = start.result.counts.steps - left
  passes.push({ name: 'small runs of other seeds', tried: runs.runs - ranBefore, kept, left })
  return found
}
