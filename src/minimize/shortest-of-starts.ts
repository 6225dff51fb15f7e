import type { MinimizerPass } from '../record/run-record.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'
import { plainerRuns } from './plainer-runs.ts'
import { isSearched, isShorter, lengthOf, scriptOf, shrinkRun, type SmallRun } from './shrink-run.ts'
import { smallRuns } from './small-runs.ts'

/** When so many failing runs have become scripts of the least length, none shorter is expected. */
const AGREEING = 2
/** Of what may be spent, this share at most is spent before another failing run is made small. */
const SHARE = 0.6

/**
 * Makes several failing runs small, one after the other, and returns the smallest: where one gets stuck, another goes on. It ends when two
 * have become equally short, which runs that got stuck seldom do. After the first, those come that differ from it most: with plain settings,
 * and without an operator.
 */
export async function shortestOfStarts(
  failing: MadeRun,
  runner: Runner,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): Promise<SmallRun> {
  const asScript = (made: MadeRun) => scriptOf(made, runner, runs)
  const starts = await smallRuns(failing, runner, runs, passes, asScript)
  const small: SmallRun[] = []
  const shortest = (): SmallRun => small.reduce((best, one) => (isShorter(one, best) ? one : best))
  const isEnough = (): boolean => {
    if (runs.spent) return true
    const least = Math.min(...small.map(lengthOf))
    const agreeing = small.filter((one) => lengthOf(one) === least && isSearched(one.passes))
    return agreeing.length >= AGREEING || !runs.within(SHARE)
  }
  const [first = failing, ...others] = starts
  small.push(await shrinkRun(first, runner, runs, true))
  const plainer = isEnough() ? [] : await plainerRuns(first, shortest().plan, runner, runs, passes, asScript)
  for (const start of [...plainer, ...others]) {
    if (isEnough()) break
    small.push(await shrinkRun(start, runner, runs, true))
  }
  return shortest()
}
