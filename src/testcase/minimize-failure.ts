import { defined } from '../base/defined.ts'
import { replayLine, shellWord } from '../base/shell-word.ts'
import type { FailureReport } from '../../reports/index.ts'
import { present } from '../base/assert.ts'
import type { MinimizedFailure, RunRecord } from '../record/run-record.ts'
import { breachOf } from '../record/verdict.ts'
import type { Runner } from '../minimize/candidate-runs.ts'
import { MAX_TRACED_STEPS, minimize, REPLAYS, STEPS, type Minimized } from '../minimize/minimize.ts'
import { recordOf } from '../run/record.ts'
import { tokenOf } from '../run/replay-token.ts'
import { environment } from './environment.ts'
import type { FailedRun } from './test-case-id.ts'

export interface MinimizeLimits {
  /** Leave it as it is. Default false. */
  readonly skip?: boolean
  /** Most time to spend, in milliseconds of the wall clock. Default 60,000. */
  readonly millis?: number
  /** Most runs to make. Default 30,000. */
  readonly replays?: number
  /** Most steps of these runs together. Default 6,000,000; where `replays` is given, any number. */
  readonly steps?: number
}

const MINIMIZE_MILLIS = 60_000
/** Longest token that stands on a command line; beyond that a file does. */
const MAX_TOKEN_LENGTH = 300

/** Makes a failure small and gathers what its report needs. */
export async function minimizeFailure(
  failure: Pick<FailedRun, 'plan' | 'result' | 'target' | 'token'>,
  runner: Runner,
  limits: MinimizeLimits,
): Promise<FailureReport> {
  const { plan, result, target, token } = failure
  const violation = present(result.violation, 'the violation of a failure')
  const traced = await runner.timed(plan, result.counts.steps <= MAX_TRACED_STEPS)
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
  const minimized = await minimize({ plan, result: traced }, runner, {
    runs: replays,
    steps,
    elapsed: () => (performance.now() - began) / most,
  })
  // made once more, traced, it must be the failure that was given, and no other
  const last = minimized.result.violation
  if (last === undefined || breachOf(last) !== breachOf(violation)) return unminimized
  const limit =
    minimized.ended && { replays: { replays }, steps: { steps }, time: { millis: most } }[minimized.ended]
  const small = { ...minimizedFailure(minimized, record, target), ...defined({ limit }) }
  return {
    ...common,
    minimized: small,
    replayCommand: replayCommand(small.record.token),
    minimizeMillis: Math.round(performance.now() - began),
  }
}

/** The failure made small, as it is stored; `original`: the run that it was made from. */
export function minimizedFailure(
  minimized: Minimized,
  original: RunRecord,
  target: string,
): MinimizedFailure {
  const { plan, script, result, passes, necessity, replays, oneMinimal } = minimized
  const { futures, preventing, unexplained } = minimized
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
    oneMinimal,
  }
}

/** The command that shows a failure again. A long token is left to the file beside the report. */
export function replayCommand(token: string, file = 'minimized.json'): string {
  return token.length <= MAX_TOKEN_LENGTH ? replayLine(token) : `npx whitewater replay ${shellWord(file)}`
}
