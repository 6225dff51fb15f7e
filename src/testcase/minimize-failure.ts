import type { FailureReport } from '../../reports/index.ts'
import { present } from '../base/assert.ts'
import type { Json } from '../base/json.ts'
import type { MinimizedFailure, RunRecord } from '../record/run-record.ts'
import { signatureOf } from '../record/verdict.ts'
import { minimize, type Minimized } from '../minimize/minimize.ts'
import type { PlanShape } from '../run/drawing/draw-plan.ts'
import type { Plan } from '../run/plan.ts'
import { recordOf } from '../run/record.ts'
import { parseToken, tokenOf } from '../run/replay-token.ts'
import type { RunResult } from '../run/run-result.ts'
import type { Scenario } from '../run/scenario.ts'
import { environment } from './environment.ts'
import { runnerOf } from './runner.ts'
import type { TargetMaker } from './targets.ts'

/** A run that broke a property, with all it takes to make it again. */
export interface Failure {
  readonly plan: Plan
  readonly result: RunResult
  readonly scenario: Scenario
  /** The target as the user names it, and how it is made. */
  readonly target: string
  readonly make: TargetMaker
  /** Token of the run as it failed. */
  readonly token: string
  /** What the user fixed. Default: what a token by seed says. */
  readonly fixed?: PlanShape
}

export interface MinimizeLimits {
  /** Leave it as it is. Default false. */
  readonly skip?: boolean
  /** Most time to spend, in milliseconds of the wall clock. Default 60,000. */
  readonly millis?: number
}

const MINIMIZE_MILLIS = 60_000
/** Longest token that stands on a command line; beyond that a file does. */
const MAX_TOKEN_LENGTH = 300

/** Makes a failure small and gathers what its report needs. */
export async function minimizeFailure(failure: Failure, limits: MinimizeLimits = {}): Promise<FailureReport> {
  const { plan, result, scenario, target, make, token } = failure
  const violation = present(result.violation, 'the violation of a failure')
  const runner = runnerOf(make, violation.property, scenario, plan.seed, failure.fixed ?? shapeIn(token))
  const traced = await runner.timed(plan, true)
  // a listener that a server hung on the process shows only once: then the failure is reported as it was seen
  const shownAgain =
    traced.violation !== undefined && signatureOf(traced.violation) === signatureOf(violation)
  const record = recordOf(plan, shownAgain ? traced : result, target, token)
  const again = { runs: 1, same: traced.digest === result.digest ? 1 : 0 }
  const common = { record, environment: environment(), replayed: again }
  if (limits.skip === true || !shownAgain) return { ...common, replayCommand: replayCommand(token) }
  const began = performance.now()
  const most = limits.millis ?? MINIMIZE_MILLIS
  const minimized = await minimize({ plan, result }, runner, {
    elapsed: () => (performance.now() - began) / most,
  })
  // made once more, traced, it must be the failure that was given, and no other
  const last = minimized.result.violation
  if (last === undefined || signatureOf(last) !== signatureOf(violation)) {
    return { ...common, replayCommand: replayCommand(token) }
  }
  const small = minimizedFailure(minimized, record, target)
  return {
    ...common,
    minimized: small,
    replayCommand: replayCommand(small.record.token),
    minimizeMillis: Math.round(performance.now() - began),
  }
}

function minimizedFailure(minimized: Minimized, original: RunRecord, target: string): MinimizedFailure {
  const { plan, script, result, passes, necessity, replays, oneMinimal } = minimized
  const token = tokenOf({
    by: 'plan',
    target,
    plan,
    ...(script === undefined ? {} : { script }),
    digest: result.digest,
  })
  const record = recordOf(plan, result, target, token)
  return {
    version: 1,
    record: { ...record, plan: plan as unknown as Json },
    ...(script === undefined ? {} : { script }),
    before: original.counts,
    after: result.counts,
    passes,
    necessity,
    replays,
    oneMinimal,
  }
}

/** What the user fixed when the run was drawn from its seed. */
function shapeIn(token: string): PlanShape {
  const run = parseToken(token)
  return run.by === 'seed' ? run.shape : {}
}

/** The command that shows a failure again. A long token is left to the file beside the report. */
export function replayCommand(token: string, file = 'minimized.json'): string {
  return `npx whitewater replay ${token.length <= MAX_TOKEN_LENGTH ? `'${token}'` : file}`
}
