import type { Script } from '../record/decision.ts'
import type { FuturesAfter, MinimizerPass, Necessity } from '../record/run-record.ts'
import { defined } from '../base/defined.ts'
import { assert, present } from '../base/assert.ts'
import type { Plan } from '../run/plan.ts'
import type { RunResult } from '../run/run-result.ts'
import { CandidateRuns, type EndedBy, type Runner, type SearchBounds } from './candidate-runs.ts'
import { renumbered, withPlainValues } from './canonical-script.ts'
import { futuresOf } from './futures.ts'
import { preventingMessages } from './preventing.ts'
import { necessityOfDecisions, necessityOfFaults } from './necessity.ts'
import type { Violation } from '../record/verdict.ts'
import type { MadeRun } from '../run/made-run.ts'
import { failsAsScript, usualSettings, withShortSettings } from './script-settings.ts'
import { isSearched, tracedRun, type SmallRun } from './shrink-run.ts'
import { shortestOfStarts } from './shortest-of-starts.ts'
import { shortestOfTimed } from './shortest-of-timed.ts'
import { shortcut } from './shortcuts.ts'
import { isTimed } from './timed-properties.ts'
import { polishScript } from './shrink-script.ts'
import { exactly, shrinkScripted } from './shrink-scripted.ts'

/** A failure made small. */
export interface Minimized {
  /** The plan of the minimized run; with a script, only its cluster and settings count. */
  readonly plan: Plan
  /** The decisions of the minimized run; absent when the failure needs real timing. */
  readonly script?: Script
  /** The minimized run, traced. */
  readonly result: RunResult
  readonly passes: readonly MinimizerPass[]
  readonly necessity: readonly Necessity[]
  /** From when on the failure was to be expected; absent: without a script, or no time was left for it. */
  readonly futures?: readonly FuturesAfter[]
  /** By number, messages that were never delivered and would have prevented it. */
  readonly preventing?: readonly number[]
  readonly replays: number
  readonly oneMinimal: boolean
  /** Which limit ended the search before all was tried; absent: none. */
  readonly ended?: EndedBy
  /** No time was left for all of the runs that explain it: of necessity, futures or messages some are missing. */
  readonly unexplained?: true
}

/** How many runs a search may make unless it is told otherwise. */
export const REPLAYS = 30_000
/** How many steps these runs may have together unless it is told otherwise: some 40 seconds of the Raft that ships. */
export const STEPS = 6_000_000

/** Runs that are made for one shorter way from one point of a script to another. */
const SHORTCUTS = 6000
/** Of what may be spent, this share at most is spent before other settings are tried. */
const SHARE_FOR_SETTINGS = 0.6
/**
 * Finds a smaller run that breaks the same property in the same form by the same rule: first a smaller plan, then, without a
 * clock, a shorter list of decisions; last, what happens without each fault that is left. Default: as many runs and steps
 * as {@link REPLAYS} and {@link STEPS}, so that the same failure becomes the same small one on any machine.
 */
export async function minimize(
  failing: MadeRun,
  runner: Runner,
  bounds: Partial<SearchBounds> = {},
): Promise<Minimized> {
  const { violation } = failing.result
  assert(violation !== undefined, 'only a run that broke a property can be minimized')
  const runs = new CandidateRuns(violation, { runs: REPLAYS, steps: STEPS, ...bounds })
  const search: MinimizerPass[] = []
  if (!runner.scriptable || isTimed(violation)) {
    const timed = await shortestOfTimed(failing, runner, runs, search)
    return explainedPlan(timed, runner, runs, search)
  }
  const smallest = await shortestOfStarts(failing, runner, runs, search)
  const timed = await onShortSettings(smallest, runner, runs)
  const { plan, script: rough, passes, oneMinimal } = timed
  const passesOfAll = [...search, ...passes]
  const fails = failsAsScript(plan.plan, runner, runs)
  const shorterWay = (script: Script): Script | undefined =>
    shortcut(script, plan.plan, runner, fails, runs, SHORTCUTS)
  // what was searched through its states needs no runs that try as little
  const polished =
    rough && !isSearched(passesOfAll) ? polishScript(rough, fails, runs, passesOfAll, shorterWay) : undefined
  const isMinimal = polished?.oneMinimal ?? oneMinimal
  const script = rough && canonical(polished?.script ?? rough, plan.plan, runner, runs, isMinimal)
  if (script === undefined) return explainedPlan(timed, runner, runs, search)
  return {
    ...explainedScript(plan.plan, script, violation, runner, runs),
    passes: passesOfAll,
    oneMinimal: isMinimal,
    ...spentBy(runs),
  }
}

/** The run of a plan, traced, and the runs that explain it. `search`: the passes before it was made small. */
async function explainedPlan(
  { plan: small, passes, oneMinimal, usual }: SmallRun,
  runner: Runner,
  runs: CandidateRuns,
  search: readonly MinimizerPass[],
): Promise<Minimized> {
  const { plan } = small
  const shown = await tracedRun(small, runner)
  const result = usual === undefined ? shown : goingOn(shown, usual)
  const necessity = await necessityOfFaults(small, runner, runs)
  return { plan, result, passes: [...search, ...passes], necessity, oneMinimal, ...spentBy(runs) }
}

/** The verdict says how far the run goes on with the usual limits and time to recover: what is shown of it says too little. */
function goingOn(shown: RunResult, { violation: usual, counts }: RunResult): RunResult {
  const { violation } = shown
  if (violation === undefined || usual === undefined) return shown
  const isStall = violation.property === 'liveness'
  const headline = isStall
    ? violation.headline
    : `events do not end: ${counts.steps} with the usual limits, of which the first ${shown.counts.steps} are shown`
  const usually = isStall ? 'all of its time to recover' : 'the usual limits'
  const text = `With ${usually} this run goes on so up to step ${counts.steps}: ${usual.headline}`
  const proof = [...violation.proof, { kind: 'then' as const, text }]
  return { ...shown, violation: { ...violation, headline, proof } }
}

/** A script that is known to be as short as any: settings it can do without go, and what a report needs of it is gathered. */
export function shortestScript(
  plan: Plan,
  script: Script,
  violation: Violation,
  runner: Runner,
  passes: readonly MinimizerPass[],
): Minimized {
  const runs = new CandidateRuns(violation, { runs: REPLAYS, steps: STEPS })
  const usual = usualSettings({ plan, script }, runner, runs).plan
  const named = canonical(script, usual, runner, runs, true)
  const explained = explainedScript(usual, named, violation, runner, runs)
  return { ...explained, passes, oneMinimal: true, ...spentBy(runs) }
}

/** The run of a script, traced, and the runs that explain it. */
function explainedScript(
  plan: Plan,
  script: Script,
  violation: Violation,
  runner: Runner,
  runs: CandidateRuns,
): Pick<Minimized, 'plan' | 'script' | 'result' | 'necessity' | 'futures' | 'preventing'> {
  const result = runner.scripted(plan, script, true)
  const trace = present(result.trace, 'the trace')
  const explains = (): boolean => runs.explains()
  return {
    plan,
    script,
    result,
    necessity: necessityOfDecisions(script, plan, runner, runs),
    ...defined({
      futures: futuresOf(script, plan, result.violation ?? violation, runner, explains),
      preventing: preventingMessages(script, plan, trace, runner, explains),
    }),
  }
}

/** What the search took, and what it was short of. */
const spentBy = ({
  runs,
  ended,
  unexplained,
}: CandidateRuns): Pick<Minimized, 'replays' | 'ended' | 'unexplained'> => ({
  replays: runs,
  ...defined({ ended }),
  ...(unexplained && { unexplained }),
})

/** What makes the shortest runs short, such as no entry of a new leader's own, may do so here, once more. */
async function onShortSettings(small: SmallRun, runner: Runner, runs: CandidateRuns): Promise<SmallRun> {
  const { plan, script, passes } = small
  if (!runs.within(SHARE_FOR_SETTINGS)) return small
  const shorter = script && withShortSettings({ plan: plan.plan, script }, runner, runs)
  if (script === undefined || shorter === undefined) return small
  const more: MinimizerPass[] = []
  const other = await shrinkScripted(shorter, runner, runs, more)
  if (other.script.length >= script.length) return small
  return {
    plan: { ...plan, plan: other.plan },
    script: other.script,
    passes: [...passes, ...more],
    oneMinimal: !runs.spent,
  }
}

/**
 * The script with its servers, clients, keys and values numbered as they appear, as far as it fails that way too. `isMinimal`: no
 * decision is needless in it, nor may one be then.
 */
function canonical(
  script: Script,
  plan: Plan,
  runner: Runner,
  runs: CandidateRuns,
  isMinimal: boolean,
): Script {
  const fails = failsAsScript(plan, runner, runs)
  const numbered = renumbered(script)
  const named = [withPlainValues(numbered), numbered, withPlainValues(script)].find(fails) ?? script
  const exact = exactly(plan, named, runner, runs)
  const isStill = (): boolean => exact.every((_, at) => runs.take() && !fails(exact.toSpliced(at, 1)))
  return !isMinimal || isStill() ? exact : script
}
