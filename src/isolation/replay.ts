import { defined } from '../base/defined.ts'
import type { Divergence } from '../record/divergence.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { RunRecord } from '../record/run-record.ts'
import { recordOf } from '../run/record.ts'
import { tokenOf, type Replayable } from '../run/replay-token.ts'
import { judgedOtherwise } from '../testcase/judged-otherwise.ts'
import { explainDivergence } from '../testcase/divergence.ts'
import { replayable } from '../testcase/replayable-file.ts'
import type { SubjectHost } from '../testcase/subject-host.ts'
import { hostOf, type RecordedRunOptions } from './host-options.ts'
import { replayText, type ReplayedRun } from './replay-text.ts'

/** What came of a run that was made again. */
export interface ReplayReport extends ReplayedRun {
  /** What `replay` prints: the failure, or the run in one line, and how the digests compare. */
  readonly text: string
}

/**
 * Makes a recorded run again, byte for byte, and compares digests. One that comes out otherwise is made twice more, to
 * see whether the target is deterministic.
 * @param tokenOrFile a replay token, or the path of a `run.json`, a `minimized.json` or a `report.html`.
 * @throws InputError for what is none of these, a run on real servers, an option that is wrong, or a target or scenario
 * that cannot be had.
 *
 * @example
 * const { record, same, text } = await replay('runs/latest/minimized.json')
 * if (!same || record.status === 'invalid') console.log(text)
 */
export async function replay(tokenOrFile: string, options: RecordedRunOptions = {}): Promise<ReplayReport> {
  const recorded = replayable(tokenOrFile)
  const run = judgedOtherwise(recorded, options, options.scenarios)
  const { made, divergence } = await madeAgain(run, options)
  const token = run === recorded ? tokenOrFile : tokenOf({ ...run, digest: made.result.digest })
  const report = {
    record: recordOf(made.plan, made.result, run.target, token),
    before: run.digest,
    same: divergence === undefined,
    ...defined({ divergence }),
  }
  return { ...report, text: replayText(report) }
}

/**
 * Makes a run again with a target that may have changed since: there is no digest to compare with.
 * @param place what `replay` would be given to make it again: a file, or a token.
 * @throws InputError for a target or scenario that cannot be had.
 */
export async function replayAnew(
  run: Replayable,
  place: string,
  options: RecordedRunOptions = {},
): Promise<ReplayedRun> {
  const host = hostOf(run, options)
  try {
    return { record: await recordAnew(run, host, place), before: '', same: true }
  } finally {
    await host.close()
  }
}

/** The same, by a host that is open. */
export async function recordAnew(run: Replayable, host: SubjectHost, place: string): Promise<RunRecord> {
  const { plan, result, ended } = await host.replay({ ...run, digest: '' })
  const record = recordOf(plan, result, run.target, place)
  // a script may end before any operation does: it shows that what it led to does not come back
  const isQuiet = run.by === 'plan' && run.script !== undefined && record.counts.ok === 0
  if (!isQuiet || record.status !== 'unknown' || ended !== undefined) return record
  const { because: _, ...rest } = record
  return { ...rest, status: 'valid' }
}

interface MadeAgain {
  readonly made: MadeRun
  /** Present: it came out otherwise than it was recorded. */
  readonly divergence?: Divergence
}

async function madeAgain(run: Replayable, options: RecordedRunOptions): Promise<MadeAgain> {
  const host = hostOf(run, options)
  try {
    const made = await host.replay(run)
    const same = run.digest === '' || made.ended !== undefined || run.digest === made.result.digest
    return same ? { made } : { made, divergence: await whyDiverged(run, made, host) }
  } finally {
    await host.close()
  }
}

/** Whether a run that has another digest than before at least agrees with itself: makes it twice more. */
async function whyDiverged(
  run: Replayable,
  { result, plan }: MadeRun,
  host: SubjectHost,
): Promise<Divergence> {
  const again = await host.replay(run)
  const seen = {
    scenario: plan.scenario,
    target: run.target,
    seed: plan.seed,
    digests: [result.digest, again.result.digest],
    first: result,
  }
  return explainDivergence(seen, () => host.replay(run), 1)
}
