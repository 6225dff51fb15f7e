import { failureBlock, type FailureReport } from '../../reports/index.ts'
import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import { assertMillis, assertWhole } from '../base/option-checks.ts'
import type { Millis } from '../base/time.ts'
import { recordOf } from '../run/record.ts'
import { tokenOf, type Replayable } from '../run/replay-token.ts'
import { judgedOtherwise } from '../testcase/judged-otherwise.ts'
import type { MinimizeLimits } from '../testcase/minimize-failure.ts'
import { reportEnded } from '../testcase/ended-run.ts'
import { originalOnly, replayable } from '../testcase/replayable-file.ts'
import { writeRunFolder } from '../testcase/run-folder.ts'
import type { SubjectHost } from '../testcase/subject-host.ts'
import { hostOf, type RecordedRunOptions } from './host-options.ts'

/** How a recorded failure is made small. */
export interface MinimizeOptions extends RecordedRunOptions {
  /** Most wall time to spend; where it is given nothing but it and `replays` bounds the search. Default 60,000. */
  readonly timeLimit?: Millis
  /** Most runs to make. Default 30,000, and 6,000,000 steps of them, so that no clock decides what comes of it. */
  readonly replays?: number
  /** Go on until no run made of as much is shorter, or the time is used up once more. Default false. */
  readonly prove?: boolean
  /** Folder for the report, such as `runs`. Default: nothing is written. */
  readonly output?: string
}

/** What came of it. */
export interface MinimizeReport {
  /** The failure; `minimized` in it is absent where its run ends the process, or cannot be shown again. */
  readonly report: FailureReport
  /** The same in words. */
  readonly text: string
}

/**
 * Makes a recorded failure as small as it gets.
 * @param tokenOrFile a replay token, or the path of a `run.json` or a `report.html`, of a run that broke something.
 * @throws InputError for what is none of these, a run that breaks nothing, a script that is minimized already, an
 * option that is wrong, or a target or scenario that cannot be had.
 *
 * @example
 * const { report, text } = await minimize('runs/latest/run.json', { timeLimit: 10_000 })
 * console.log(report.minimized?.after.steps, text)
 */
export async function minimize(
  tokenOrFile: string,
  { timeLimit, replays, prove, output, ...options }: MinimizeOptions = {},
): Promise<MinimizeReport> {
  if (timeLimit !== undefined) assertMillis('timeLimit', timeLimit)
  if (replays !== undefined) assertWhole('replays', replays, { low: 1, high: 1_000_000_000 })
  const run = judgedOtherwise(replayable(tokenOrFile, originalOnly), options, options.scenarios)
  if (run.by === 'plan' && run.script !== undefined) {
    throw new InputError('this is a minimized script already; give the run.json beside it', {
      file: tokenOrFile,
    })
  }
  const host = hostOf(run, options)
  try {
    const failure = await minimizedOn(host, run, tokenOrFile, {
      ...(timeLimit !== undefined && { millis: timeLimit, steps: Infinity }),
      ...defined({ replays, prove }),
    })
    const report = output === undefined ? failure : await writeRunFolder(output, failure, new Date())
    return { report, text: failureBlock(report) }
  } finally {
    await host.close()
  }
}

async function minimizedOn(
  host: SubjectHost,
  run: Replayable,
  file: string,
  limits: MinimizeLimits,
): Promise<FailureReport> {
  const { plan, result, ended } = await host.replay(run)
  if (result.violation === undefined) {
    const { because, known = [] } = result
    const past = known.length === 0 ? undefined : `it went past ${known.join(', ')}, which is known`
    const reason = because ?? past
    const why = reason === undefined ? '' : ` (${reason})`
    if (run.digest !== '' && run.digest !== result.digest)
      throw new InputError(
        `this run came out otherwise than it was recorded, and breaks nothing now${why}: the target has changed since, or is not deterministic; whitewater replay says which`,
        { file },
      )
    throw new InputError(`this run breaks nothing, so there is nothing to minimize${why}`, { file })
  }
  const token =
    run.by === 'seed'
      ? tokenOf({ ...run, digest: run.digest === '' ? result.digest : run.digest })
      : tokenOf({ ...run, plan, digest: result.digest })
  if (ended !== undefined) return reportEnded(recordOf(plan, result, run.target, token))
  const { target, shape } = run
  return host.minimize({
    failure: { plan, result, target, token, ...defined({ fixed: shape }) },
    limits,
  })
}
