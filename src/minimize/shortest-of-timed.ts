import { present } from '../base/assert.ts'
import type { MinimizerPass } from '../record/run-record.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'
import { isEndless, seenSooner } from './lower-limits.ts'
import { isShorter, shrinkRun, type SmallRun } from './shrink-run.ts'
import { smallRuns } from './small-runs.ts'

/** Of the small runs found so many are made smaller, as each takes long, and the one that was given. */
const STARTS = 2

/** Makes a few failing runs small that stay plans, and returns the one of the fewest steps. Runs whose events never end are seen sooner. */
export async function shortestOfTimed(
  failing: MadeRun,
  runner: Runner,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): Promise<SmallRun> {
  const endless = await shortestOfEndless(failing, runner, runs)
  if (endless !== undefined) return endless
  const starts = await smallRuns(failing, runner, runs, passes)
  const { small: _, ...alone } = runner
  let best: SmallRun | undefined
  for (const start of fewOf(starts)) {
    const small =
      (await shortestOfEndless(start, alone, runs)) ?? (await shrinkRun(start, runner, runs, false))
    if (best === undefined || isShorter(small, best)) best = small
    if (runs.spent) break
  }
  return present(best, 'the smallest run')
}

/** The shortest of the small runs, unless they are longer than the one that was given, and that one. */
function fewOf(starts: readonly MadeRun[]): readonly MadeRun[] {
  const given = starts.slice(-1)
  const longest = Math.min(...given.map(({ result }) => result.counts.steps))
  return [
    ...starts
      .slice(0, -1)
      .filter(({ result }) => result.counts.steps <= longest)
      .slice(0, STARTS),
    ...given,
  ]
}

/** With the lowest limits that tell it from what holds; undefined: there are none, or its events end. */
async function shortestOfEndless(
  failing: MadeRun,
  runner: Runner,
  runs: CandidateRuns,
): Promise<SmallRun | undefined> {
  if (!isEndless(failing.result)) return undefined
  const { wanted } = runs
  for await (const seen of seenSooner(failing, runner, runs)) {
    const { start } = seen
    const left = start.result.counts.steps
    const search = [
      { name: 'lower limits', tried: runs.runs, kept: failing.result.counts.steps - left, left },
    ]
    runs.wanted = start.result.violation ?? wanted
    let best: SmallRun | undefined
    for (const one of fewOf(await smallRuns(start, seen.runner, runs, search))) {
      const small = await shrinkRun(one, seen.runner, runs, false)
      if (best !== undefined && !isShorter(small, best)) continue
      const usual = await seen.confirmed(small.plan)
      if (usual !== undefined) best = { ...small, usual, passes: [...search, ...small.passes] }
      if (runs.spent) break
    }
    runs.wanted = wanted
    if (best !== undefined) return best
    // where no time is left to look with higher limits, the run as it was failed so for certain
    if (runs.spent) return { plan: start, passes: search, oneMinimal: false, usual: failing.result }
  }
  return undefined
}
