import { defined } from '../base/defined.ts'
import { replayLine, shellWord } from '../base/shell-word.ts'
import type { FailureReport } from '../../reports/index.ts'
import { present } from '../base/assert.ts'
import type { Script } from '../record/decision.ts'
import type { MinimizedFailure, MinimizerPass, RunRecord } from '../record/run-record.ts'
import { breachOf, isSameBug, type Violation } from '../record/verdict.ts'
import type { Plan } from '../run/plan.ts'
import type { RunResult } from '../run/run-result.ts'
import type { Runner } from '../minimize/candidate-runs.ts'
import { minimize, REPLAYS, shortestScript, STEPS, type Minimized } from '../minimize/minimize.ts'
import { tracing } from '../minimize/shrink-run.ts'
import { isTimed } from '../minimize/timed-properties.ts'
import { recordOf } from '../run/record.ts'
import { tokenOf } from '../run/replay-token.ts'
import { offersOf } from '../subject/offers.ts'
import type { Target } from '../subject/target.ts'
import { environment } from './environment.ts'
import { asKnown } from './module-state.ts'
import { searchShallow, type Shallow } from './shallow.ts'
import { eventsIn, searchShorter, type ShorterLimits } from './shortest.ts'
import type { TargetMaker } from './target-maker.ts'
import type { FailedRun } from './test-case-id.ts'

export interface MinimizeLimits {
  /** Leave it as it is. Default false. */
  readonly skip?: boolean
  /** Most time to spend, in milliseconds of the wall clock. Default 180,000. */
  readonly millis?: number
  /** Most runs to make. Default 30,000. */
  readonly replays?: number
  /**
   * Go on until no run made of as much is shorter, or all time is used up once more for that. Default: the search for one is cut
   * short, after a second or two of the Raft that ships.
   */
  readonly prove?: boolean
  /** Most steps of these runs together. Default 6,000,000; where `replays` is given, any number. */
  readonly steps?: number
}

/** Runs and their steps end a search long before, unless the target or the machine is slow: the same failure becomes the same trace on any. */
const MINIMIZE_MILLIS = 180_000
/** What the search for a shorter run may take, and the part of the time on top; both where none is to be proved. */
const EFFORT = 150_000
const SEARCH_SHARE = 0.25
/** What the search of the shortest runs there are may take first, for each size of a cluster. */
const SHALLOW = 50_000
/** With so few events one is taken as it is found. */
const SHORT = 8
const EFFORT_TO_PROVE = 20_000_000
/** Longest token that stands on a command line; beyond that a file does. */
const MAX_TOKEN_LENGTH = 300

/** Makes a failure small and gathers what its report needs. */
export async function minimizeFailure(
  failure: Pick<FailedRun, 'plan' | 'result' | 'target' | 'token'>,
  runner: Runner,
  limits: MinimizeLimits,
  make: TargetMaker,
): Promise<FailureReport> {
  const { plan, result, target, token } = failure
  const violation = present(result.violation, 'the violation of a failure')
  const traced = await runner.timed(plan, ...tracing(result))
  // a listener that a server hung on the process shows only once: then the failure is reported as it was seen
  const shownAgain = traced.violation !== undefined && breachOf(traced.violation) === breachOf(violation)
  const record = recordOf(plan, shownAgain ? traced : result, target, token)
  const again = { runs: 1, same: traced.digest === result.digest ? 1 : 0 }
  const common = { record, environment: environment(), replayed: again }
  const unminimized = { ...common, replayCommand: replayCommand(token, 'run.json') }
  if (limits.skip === true || !shownAgain) return unminimized
  const began = performance.now()
  const { millis: most = MINIMIZE_MILLIS, replays = REPLAYS } = limits
  const { steps = limits.replays === undefined ? STEPS : Infinity } = limits
  const elapsed = (): number => (performance.now() - began) / most
  const { prove = false } = limits
  const shallow = await shallowest(
    { ...runner, shallow: (runner.shallow ?? []).map((one) => changingAs(plan, one)) },
    make,
    present(traced.violation, 'the violation'),
    () => elapsed() >= SEARCH_SHARE,
  )
  const bounds = { runs: replays, steps, elapsed }
  const { found } = shallow
  const small =
    found?.isShort === true
      ? found.minimized
      : shorterOf(await minimize({ plan, result: traced }, runner, bounds), found?.minimized)
  const searched = shallow.states > 0 ? [shallowPass(shallow, traced)] : []
  const until = elapsed() + (prove ? 1 : SEARCH_SHARE)
  const begun = { ...small, passes: [...searched, ...small.passes] }
  const { minimized, proof } = await asShortAsAny(begun, runner, make, {
    effort: prove ? EFFORT_TO_PROVE : EFFORT,
    stops: () => elapsed() >= until,
  })
  // made once more, traced, it must be the failure that was given, and no other
  const last = minimized.result.violation
  if (last === undefined || !isSameBug(present(traced.violation, 'the violation of a failure'), last))
    return unminimized
  const limit =
    minimized.ended && { replays: { replays }, steps: { steps }, time: { millis: most } }[minimized.ended]
  const failureMade = { ...minimizedFailure(minimized, record, target), ...defined({ limit, proof }) }
  return {
    ...common,
    minimized: failureMade,
    replayCommand: replayCommand(failureMade.record.token),
    minimizeMillis: Math.round(performance.now() - began),
  }
}

interface Shortest {
  readonly minimized: Minimized
  /** What was searched to say that none is shorter. */
  readonly proof?: MinimizedFailure['proof']
}

/** What came of the search of the shortest runs. */
interface Shallowest {
  readonly states: number
  readonly found?: { readonly minimized: Minimized; readonly isShort: boolean }
}

const shallowPass = ({ states: tried, found }: Shallowest, { counts }: RunResult): MinimizerPass => {
  const left = found?.minimized.script?.length ?? counts.steps
  return { name: 'the shortest runs there are', tried, of: 'states', kept: 0, left }
}

/** A cluster whose members change as in a plan: to change them one by one hides what to change several breaks, and the other way round. */
function changingAs({ settings: { membershipChange } }: Plan, other: Plan): Plan {
  return membershipChange === undefined
    ? other
    : { ...other, settings: { ...other.settings, membershipChange } }
}

/** The shortest run there is on the small clusters that are searched, which is the same whatever run failed. */
async function shallowest(
  runner: Runner,
  make: TargetMaker,
  violation: Violation,
  stops: () => boolean,
): Promise<Shallowest> {
  const { shallow: plans = [], scriptable, fixed, fewestServers: fewest = 1 } = runner
  if (!scriptable || isTimed(violation)) return { states: 0 }
  const fewestServers = fixed?.nodes ?? fewest
  let states = 0
  let shortest: Shallow | undefined
  const search = async (plan: Plan): Promise<void> => {
    const fewerThan = shortest?.found.events
    const limits = { effort: SHALLOW, fewestServers, stops, ...defined({ fewerThan }) }
    const searched = await searchShallow(plan, make, violation, limits)
    states += searched.states
    shortest = searched.shortest ?? shortest
  }
  for (const plan of plans) if (shortest === undefined) await search(plan)
  if (shortest === undefined) return { states }
  for (const plan of runner.shorter ?? []) await search(plan)
  const { found, plan } = shortest
  const minimized = shortestScript(plan, found.script, violation, runner, [])
  return { states, found: { minimized, isShort: found.events <= SHORT } }
}

/** The shorter of two scripts; the one that depends on no seed where they are alike. */
function shorterOf(minimized: Minimized, shallow: Minimized | undefined): Minimized {
  if (shallow?.script === undefined || minimized.script === undefined) return minimized
  if (eventsIn(minimized.script) < eventsIn(shallow.script)) return minimized
  const { replays, ended, passes } = minimized
  return { ...shallow, replays, passes, ...defined({ ended }) }
}

/** A minimized script, or a shorter one that a search of all runs made of as much has found. */
async function asShortAsAny(
  minimized: Minimized,
  runner: Runner,
  make: TargetMaker,
  limits: Pick<ShorterLimits, 'effort' | 'stops'>,
): Promise<Shortest> {
  const {
    plan,
    passes,
    script,
    result: { violation },
  } = minimized
  if (script === undefined || violation === undefined || !runner.scriptable) return { minimized }
  const target = (): Target => asKnown(make(plan))
  const isSymmetric = offersOf(target()).builtInRaftSettings
  const search = await searchShorter(plan, target, script, violation, { ...limits, isSymmetric })
  if (search === undefined) return { minimized }
  const { found, states, isProved, within } = search
  const left = found?.script.length ?? script.length
  const kept = script.length - left
  const pass = { name: 'all runs made of as much', tried: states, of: 'states' as const, kept, left }
  const proof = { states, isProved, within }
  if (found === undefined) return { minimized: { ...minimized, passes: [...passes, pass] }, proof }
  return { minimized: asFound(minimized, plan, found.script, violation, runner, pass), proof }
}

/** What a search has found in the place of what was minimized so far. */
function asFound(
  { passes, replays, ended }: Minimized,
  plan: Plan,
  script: Script,
  violation: Violation,
  runner: Runner,
  pass: MinimizerPass,
): Minimized {
  const shorter = shortestScript(plan, script, violation, runner, [...passes, pass])
  return { ...shorter, replays, ...defined({ ended }) }
}

/** The failure made small, as it is stored; `original`: the run that it was made from. */
export function minimizedFailure(
  minimized: Minimized,
  original: RunRecord,
  target: string,
): MinimizedFailure {
  const { plan, script, result, passes, necessity, replays, oneMinimal } = minimized
  const { futures, preventing, unexplained } = minimized
  const states = passes.reduce((sum, { of, tried }) => (of === 'states' ? sum + tried : sum), 0)
  const token = tokenOf({
    by: 'plan',
    target,
    plan,
    ...defined({ script }),
    digest: result.digest,
  })
  const record = recordOf(plan, result, target, token)
  return {
    version: 1,
    record,
    ...defined({ script }),
    before: original.counts,
    after: result.counts,
    passes,
    necessity,
    ...defined({ futures, preventing, unexplained }),
    replays,
    ...(states > 0 && { states }),
    oneMinimal,
  }
}

/** The command that shows a failure again. A long token is left to the file beside the report. */
export function replayCommand(token: string, file = 'minimized.json'): string {
  return token.length <= MAX_TOKEN_LENGTH ? replayLine(token) : `npx whitewater replay ${shellWord(file)}`
}
