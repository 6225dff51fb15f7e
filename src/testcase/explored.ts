import { defined } from '../base/defined.ts'
import { present } from '../base/assert.ts'
import { InputError } from '../base/input-error.ts'
import type { Json } from '../base/json.ts'
import { boundsText, MAX_BOUND, type Bounds } from '../explore/bounds.ts'
import { explore, type Counterexample } from '../explore/explore.ts'
import type { Round } from '../explore/round.ts'
import type { Identity } from '../explore/lone-server.ts'
import { exploredPlan, possibleIn } from '../explore/explored-plan.ts'
import { Widening } from '../explore/widening.ts'
import { shortestScript } from '../minimize/minimize.ts'
import type { PlanShape } from '../run/drawing/plan-shape.ts'
import type { Plan } from '../run/plan.ts'
import { recordOf } from '../run/record.ts'
import { tokenOf } from '../run/replay-token.ts'
import type { Scenario } from '../run/scenario.ts'
import { offersOf } from '../subject/offers.ts'
import type { FailureReport } from '../../reports/index.ts'
import { environment } from './environment.ts'
import { minimizedFailure, replayCommand } from './minimize-failure.ts'
import { minimizingRunner } from './minimizing-runner.ts'
import { assertWritable, readSearch, writeSearch, type SearchKey } from './search-file.ts'
import { asKnown } from './module-state.ts'
import { runOn, waitsForPromises } from './run-on.ts'
import type { TargetMaker } from './target-maker.ts'

/** What a search may take. */
export interface ExploreLimits {
  /** What may happen, at most; what is not said becomes more round after round. */
  readonly bounds: Partial<Bounds>
  /** Events of a run, at most. */
  readonly depth: number
  /** States of one round, at most. */
  readonly maxStates: number
  /** Milliseconds of wall time. */
  readonly millis: number
  /** Servers differ by nothing but their names. Default: only those of the built-in Raft. */
  readonly symmetric?: boolean
  /** A file from which the search goes on. Default: it begins. */
  readonly resume?: string
  /** A file to which it writes where it stopped. Default: that of `resume`. */
  readonly save?: string
}

/** How far a search is. */
export interface SearchProgress {
  readonly round: number
  readonly bounds: Bounds
  readonly states: number
  readonly depth: number
}

/** What came of a search. */
export interface Explored {
  readonly nodes: number
  readonly rounds: readonly Round[]
  /** Whether servers were taken for alike. */
  readonly symmetric: boolean
  readonly identity: Identity
  readonly unconfirmed: number
  readonly known: readonly string[]
  /** The file from which it can go on; undefined: nothing was to be written, or there is nothing more. */
  readonly saved?: string
  readonly failure?: FailureReport
  /** How the process of the subject ended in the search, in words; then nothing else is known. */
  readonly ended?: string
}

/** A target and a scenario, as a search needs them. */
export interface ExploredParts {
  readonly scenario: Scenario
  readonly target: string
  readonly make: TargetMaker
  readonly seed: string
  readonly shape: PlanShape
}

/** Bounds are whole numbers from 0 to this. */
export const boundRange = { low: 0, high: MAX_BOUND }

/** Searches all runs of a target within bounds that become wider, until one breaks a property or the limits are reached. */
export async function exploreTarget(
  parts: ExploredParts,
  limits: ExploreLimits,
  onProgress: (progress: SearchProgress) => void,
): Promise<Explored> {
  const { scenario, target: name, make, seed, shape } = parts
  const usual = make({ settings: {} })
  const plan = exploredPlan(scenario, seed, usual, shape)
  await assertAnswersAtOnce(make, plan, name)
  const target = make(plan)
  const symmetric = limits.symmetric ?? offersOf(target).builtInRaftSettings
  const key: SearchKey = {
    scenario: scenario.name,
    target: name,
    // a plan is data
    plan: plan as unknown as Json,
    bounds: limits.bounds,
    depth: limits.depth,
    symmetric,
  }
  const file = limits.save ?? limits.resume
  if (file !== undefined) assertWritable(file)
  const resume = limits.resume === undefined ? undefined : readSearch(limits.resume, key)
  const began = performance.now()
  const { rounds, found, unconfirmed, known, saved } = await explore(plan, () => asKnown(make(plan)), {
    widening: new Widening(possibleIn(scenario, target, shape), limits.bounds),
    depth: limits.depth,
    maxStates: limits.maxStates,
    isSymmetric: symmetric,
    resume,
    stops: (progress) => {
      onProgress(progress)
      return performance.now() - began >= limits.millis
    },
  })
  if (saved !== undefined && file !== undefined) writeSearch(file, key, saved)
  return {
    nodes: plan.nodes,
    rounds,
    symmetric,
    identity: rounds[0]?.identity ?? 'past',
    unconfirmed,
    known,
    ...defined({ saved: saved && file, failure: found && failureOf(found, parts, plan, rounds) }),
  }
}

/** @throws InputError for a target whose servers go on by promises or timers of their own. */
async function assertAnswersAtOnce(make: TargetMaker, plan: Plan, name: string): Promise<void> {
  const target = make(plan)
  // a short run shows whether it makes promises
  const { operations: _, ...workload } = plan.workload
  if (!waitsForPromises(target))
    await runOn(
      target,
      { ...plan, workload: { ...workload, operations: [] }, healAt: 1000, settle: 1000 },
      {},
    )
  if (!waitsForPromises(target)) return
  throw new InputError(
    'its servers go on by promises or timers of their own, so that an event does not end where it is handled: explore takes targets that answer at once; whitewater campaign takes this one',
    { file: name },
  )
}

function failureOf(
  { script, result, bounds }: Counterexample,
  { scenario, target, make, shape }: ExploredParts,
  plan: Plan,
  rounds: readonly Round[],
): FailureReport {
  const violation = present(result.violation, 'the violation of a counterexample')
  const token = tokenOf({ by: 'plan', target, plan, script, digest: result.digest })
  const record = recordOf(plan, result, target, token)
  const runner = minimizingRunner(make, violation.property, scenario, plan.seed, shape)
  const states = rounds.reduce((sum, round) => sum + round.states, 0)
  const name = `states within bounds: ${boundsText(bounds)}`
  const passes = [{ name, tried: states, of: 'states' as const, kept: 0, left: script.length }]
  const minimized = shortestScript(plan, script, violation, runner, passes)
  const small = minimizedFailure(minimized, record, target)
  return {
    record,
    environment: environment(),
    replayed: { runs: 1, same: 1 },
    minimized: small,
    replayCommand: replayCommand(small.record.token),
  }
}
