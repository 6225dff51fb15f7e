import { VirtualGlobals } from '../sim/globals/virtual-globals.ts'
import { watchOpened, type Opened } from '../sim/globals/virtual-leaks.ts'
import { renewed, type Lane, type Target } from '../subject/target.ts'
import type { Plan } from './plan.ts'
import type { RunResult } from './run-result.ts'
import type { RunSettings } from './run-settings.ts'
import { TimedRun } from './timed-run.ts'

/** Runs a plan. For a target with promises of its own use {@link runPlanSettled}. */
export function runPlan(plan: Plan, target: Target, settings: RunSettings = {}): RunResult {
  const run = new TimedRun(plan, renewed(target), settings)
  const firstOpened = watchOpened()
  let opened: Opened | undefined
  try {
    run.run()
  } finally {
    opened = firstOpened()
  }
  if (opened === undefined) return run.conclude()
  return findLeak(plan, target, settings) ?? run.conclude(opened)
}

/**
 * As {@link runPlan}, for a target whose servers answer later, in turn with other runs: it yields where an answer is
 * awaited.
 */
export function* runPlanInTurn(
  plan: Plan,
  lane: Lane,
  settings: RunSettings = {},
): Generator<void, RunResult, void> {
  const run = new TimedRun(plan, lane.target, settings, lane)
  yield* run.runInTurn(lane)
  return run.conclude()
}

/** Runs the plan once more to learn which server opened something real, and when. */
function findLeak(plan: Plan, target: Target, settings: RunSettings): RunResult | undefined {
  const watched = new VirtualGlobals(renewed(target), 'watched')
  const run = new TimedRun(plan, watched.target, settings)
  run.run(watched)
  const found = run.conclude()
  const isIt = ({ violation, known = [] }: RunResult): boolean =>
    violation?.property === 'no-leak' || known.some((signature) => signature.startsWith('no-leak/'))
  return isIt(found) ? found : undefined
}

/** As {@link runPlan}, waiting between events until the target's promises have done what they can. */
export async function runPlanSettled(
  plan: Plan,
  target: Target,
  settings: RunSettings = {},
): Promise<RunResult> {
  const globals = new VirtualGlobals(renewed(target), target.globals === 'virtual' ? 'virtual' : 'watched')
  const run = new TimedRun(plan, globals.target, settings)
  await run.runSettled(globals)
  return run.conclude()
}
