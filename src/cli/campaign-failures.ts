import { divergenceBlock, failureBlock, type FailureReport } from '../../reports/index.ts'
import type { ReportPlace } from '../campaign/store.ts'
import type { RunFailure } from '../testcase/tally.ts'
import { explainDivergence } from '../testcase/divergence.ts'
import { environmentError } from '../base/environment-error.ts'
import { reportEnded } from '../testcase/ended-run.ts'
import { writeRunFolder } from '../testcase/run-folder.ts'
import { caseToken } from '../testcase/test-case-id.ts'
import type { SubjectHost } from '../testcase/subject-host.ts'
import type { PlanShape } from '../run/drawing/draw-plan.ts'
import { recordOf } from '../run/record.ts'

/** A failure to be looked into. */
export interface FailureJob {
  readonly failure: RunFailure
  readonly target: string
  readonly shape: PlanShape
  readonly output: string
  readonly color: boolean
}

export interface FailureDesk {
  /** Opens a host beside the campaign's workers. */
  open(): SubjectHost
  readonly minimize: boolean
  /** Ends what is under way. */
  readonly signal: AbortSignal
  /** Told of a run that came out otherwise when it was made again. */
  onDiverged(failure: RunFailure): void
  /** Prints something between the lines of progress. */
  say(text: string): void
}

const MINIMIZE_MILLIS = 60_000

/** Looks into one failure beside the campaign, which goes on; what does not end is reported as it is. */
export async function triageFailures(
  job: FailureJob,
  triage: FailureDesk,
): Promise<ReportPlace | undefined | 'later'> {
  const { failure } = job
  if (triage.signal.aborted) return undefined
  const host = triage.open()
  const interrupt = (): void => void host.close()
  triage.signal.addEventListener('abort', interrupt)
  try {
    const report = await reportOf(job, triage, host)
    if (report === undefined || triage.signal.aborted) return undefined
    const written = await writeRunFolder(job.output, report, new Date())
    triage.say(`\n${failureBlock(written, { color: job.color })}\n`)
    const { minimized, reportPath } = written
    return { reportPath, ...(minimized === undefined ? {} : { minimizedSteps: minimized.after.steps }) }
  } catch (error) {
    if (triage.signal.aborted) return undefined
    const known = environmentError(error)
    if (known !== undefined) {
      triage.say(
        `${failure.signature}, seed ${failure.seed}: its report waits for --resume: ${known.message}\n`,
      )
      return 'later'
    }
    const why = error instanceof Error ? error.message : String(error)
    triage.say(`${failure.signature}, seed ${failure.seed}: its report could not be made: ${why}\n`)
    return undefined
  } finally {
    triage.signal.removeEventListener('abort', interrupt)
    await host.close()
  }
}

/** Makes the run again, then small; undefined when it did not break again. */
async function reportOf(
  job: FailureJob,
  triage: FailureDesk,
  host: SubjectHost,
): Promise<FailureReport | undefined> {
  const { failure, target, shape } = job
  const { scenario, seed } = failure
  const made = await host.run({ scenario, seed, shape, target, keep: 'history' })
  const { plan, result } = made
  const token = caseToken({ scenario, seed, target, shape }, failure.digest || result.digest)
  if (made.ended === 'died') return reportEnded(recordOf(plan, result, target, token))
  if (result.digest !== failure.digest) {
    triage.onDiverged(failure)
    const digests = [failure.digest || 'none', result.digest]
    const order = { scenario, seed, shape, target, keep: 'trace' } as const
    const divergence = await explainDivergence({ scenario, target, seed, digests }, () => host.run(order))
    triage.say(`\n${divergenceBlock(divergence, { color: job.color })}\n`)
    return undefined
  }
  if (result.violation === undefined) return undefined
  triage.say(`FAIL ${failure.signature}  ${scenario}  seed ${seed}  ${failure.headline}\n`)
  return host.minimize({
    failure: { plan, result, target, token },
    limits: { skip: !triage.minimize, millis: MINIMIZE_MILLIS },
  })
}
