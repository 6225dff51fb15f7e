import type { FailureReport } from '../../reports/index.ts'
import { environmentError } from '../base/environment-error.ts'
import type { PlanShape } from '../run/drawing/plan-shape.ts'
import type { MadeRun } from '../run/made-run.ts'
import { recordOf } from '../run/record.ts'
import { tokenOf } from '../run/replay-token.ts'
import { explainDivergence } from '../testcase/divergence.ts'
import { reportEnded } from '../testcase/ended-run.ts'
import { writeRunFolder } from '../testcase/run-folder.ts'
import type { SubjectHost } from '../testcase/subject-host.ts'
import { caseToken } from '../testcase/test-case-id.ts'
import type { RunFailure } from '../testcase/tally.ts'
import type { FailureEvent } from './events.ts'
import type { ReportPlace } from './store.ts'

/** A failure to be looked into. */
export interface FailureJob {
  readonly failure: RunFailure
  readonly target: string
  readonly shape: PlanShape
  /** Folder for its report. */
  readonly output: string
}

/** How failures are looked into. */
export interface TriageOptions {
  /** Opens a host beside the campaign's workers. */
  open(): SubjectHost
  readonly minimize: boolean
  /** Ends what is under way. */
  readonly signal?: AbortSignal
  onEvent(event: FailureEvent): void
}

const MINIMIZE_MILLIS = 60_000

/** Looks into one failure beside the campaign, which goes on; what does not end is reported as it is. */
export async function triageFailure(
  job: FailureJob,
  options: TriageOptions,
): Promise<ReportPlace | undefined | 'later'> {
  const { failure } = job
  const { signal, onEvent } = options
  const isAborted = (): boolean => signal?.aborted === true
  if (isAborted()) return undefined
  const host = options.open()
  const interrupt = (): void => void host.close()
  signal?.addEventListener('abort', interrupt)
  try {
    const report = await reportOf(job, options, host)
    if (report === undefined || isAborted()) return undefined
    const written = await writeRunFolder(job.output, report, new Date())
    onEvent({ type: 'report', report: written })
    const { minimized, reportPath } = written
    return { reportPath, ...(minimized === undefined ? {} : { minimizedSteps: minimized.after.steps }) }
  } catch (error) {
    if (isAborted()) return undefined
    const known = environmentError(error)
    const why = known?.message ?? (error instanceof Error ? error.message : String(error))
    const later = known !== undefined
    onEvent({ type: 'report-failed', failure, why, later })
    return later ? 'later' : undefined
  } finally {
    signal?.removeEventListener('abort', interrupt)
    await host.close()
  }
}

/** Makes the run again, then small; undefined when it did not break again. */
async function reportOf(
  { failure, target, shape }: FailureJob,
  { minimize, onEvent }: TriageOptions,
  host: SubjectHost,
): Promise<FailureReport | undefined> {
  const { scenario, seed } = failure
  const again = (keep: 'history' | 'trace'): Promise<MadeRun> =>
    failure.plan === undefined
      ? host.run({ scenario, seed, shape, target, keep })
      : host.replay({ by: 'plan', target, plan: failure.plan, digest: failure.digest, shape })
  const made = await again('history')
  const { plan, result } = made
  const digest = failure.digest || result.digest
  const token =
    failure.plan === undefined
      ? caseToken({ scenario, seed, target, shape }, digest)
      : tokenOf({ by: 'plan', target, plan, digest })
  if (made.ended === 'died') return reportEnded(recordOf(plan, result, target, token))
  if (result.digest !== failure.digest) {
    onEvent({ type: 'diverged', failure })
    const digests = [failure.digest || 'none', result.digest]
    const divergence = await explainDivergence({ scenario, target, seed, digests }, () => again('trace'))
    onEvent({ type: 'divergence', divergence })
    return undefined
  }
  if (result.violation === undefined) return undefined
  onEvent({ type: 'failure', failure })
  return host.minimize({
    failure: { plan, result, target, token, ...(failure.plan !== undefined && { fixed: shape }) },
    limits: { skip: !minimize, millis: MINIMIZE_MILLIS },
  })
}
