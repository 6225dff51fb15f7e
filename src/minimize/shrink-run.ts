import type { Script } from '../record/decision.ts'
import type { MinimizerPass } from '../record/run-record.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { RunResult } from '../run/run-result.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'
import { tooManySince } from './lower-limits.ts'
import { shorterRecovery } from './shorter-recovery.ts'
import { failsAsScript, usualSettings } from './script-settings.ts'
import { shrinkPlan } from './shrink-plan.ts'
import { syncAtOnce } from './shrink-script.ts'
import { shrinkScripted, STRETCHES_OF_RUN } from './shrink-scripted.ts'
import { shrinkTiming } from './shrink-timing.ts'

/** Of more steps no trace is kept, as that would not fit into the memory of its process. */
const MAX_TRACED_STEPS = 500_000

/** Of events that do not end so many are traced: they repeat what was before, a hundred thousand times. */
const TRACED_OF_LIVELOCK = 10_000

/** Whether a failed run is traced, and up to which step: of a long one up to the breach, of a livelock its beginning. */
export function tracing({
  counts,
  violation,
}: Pick<RunResult, 'violation'> & { readonly counts: { readonly steps: number } }): readonly [
  traced: boolean,
  until?: number,
] {
  const since = violation && tooManySince(violation)
  const loopShown = since === undefined ? Infinity : since + TRACED_OF_LIVELOCK
  if (counts.steps <= Math.min(loopShown, MAX_TRACED_STEPS)) return [true]
  const until = Math.min(violation?.step ?? counts.steps, loopShown)
  return until <= MAX_TRACED_STEPS ? [true, until] : [false]
}

/** What one failing run was made into. */
export interface SmallRun {
  readonly plan: MadeRun
  /** Absent: it needs its timing. */
  readonly script?: Script
  readonly passes: readonly MinimizerPass[]
  readonly oneMinimal: boolean
  /** Its run with the usual limits and time to recover, where less of it is shown. */
  readonly usual?: RunResult
}

/** A script is shorter than any run that is not one. */
export const lengthOf = ({ script }: SmallRun): number => script?.length ?? Infinity

/** Whether it was shortened through the states that it leads to. */
export const isSearched = (passes: readonly MinimizerPass[]): boolean =>
  passes.some(({ name }) => name === STRETCHES_OF_RUN)

/** Of two runs that stay plans it is the one of fewer steps. */
export const isShorter = (one: SmallRun, other: SmallRun): boolean =>
  lengthOf(one) < lengthOf(other) ||
  (lengthOf(one) === Infinity &&
    lengthOf(other) === Infinity &&
    one.plan.result.counts.steps < other.plan.result.counts.steps)

/** First a smaller plan, then, where no clock is needed, a shorter script. */
export async function shrinkRun(
  start: MadeRun,
  runner: Runner,
  runs: CandidateRuns,
  scriptable: boolean,
): Promise<SmallRun> {
  const passes: MinimizerPass[] = []
  const shrunk = await shrinkPlan(start, runner, runs, passes)
  const timed = async (): Promise<SmallRun> => {
    const whole = await shrinkTiming(shrunk, runner, runs, passes)
    const plan = await shorterRecovery(whole, runner, runs, passes)
    const isWhole = plan.result === whole.result
    return { plan, passes, oneMinimal: false, ...(!isWhole && { usual: whole.result }) }
  }
  if (!scriptable) return timed()
  // The smaller plan may need its timing where the larger did not.
  const ofShrunk = await scriptOf(shrunk, runner, runs)
  const script = ofShrunk ?? (await scriptOf(start, runner, runs))
  // What needs its timing stays a plan.
  if (script === undefined) return timed()
  const plan = ofShrunk === undefined ? start : shrunk
  const usual = usualSettings({ plan: plan.plan, script }, runner, runs)
  const small = await shrinkScripted(usual, runner, runs, passes)
  return { plan: { ...plan, plan: small.plan }, script: small.script, passes, oneMinimal: !runs.spent }
}

/** The run with its trace, which one that told its cause has already. */
export const tracedRun = ({ plan, result }: MadeRun, runner: Runner): Promise<RunResult> | RunResult =>
  result.trace === undefined ? runner.timed(plan, ...tracing(result)) : result

/** What was decided in the run, if that fails the same way without a clock: with disks that sync at once, if it can. */
export async function scriptOf(
  made: MadeRun,
  runner: Runner,
  runs: CandidateRuns,
): Promise<Script | undefined> {
  const { script } = await tracedRun(made, runner)
  return script && [syncAtOnce(script), script].find(failsAsScript(made.plan, runner, runs))
}
