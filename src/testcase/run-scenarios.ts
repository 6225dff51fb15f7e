import { countOf } from '../base/count-of.ts'
import type { FailureReport, RunBatch } from '../../reports/index.ts'
import type { Divergence } from '../record/divergence.ts'
import type { RunRecord } from '../record/run-record.ts'
import type { PlanShape } from '../run/drawing/plan-shape.ts'
import type { MadeRun } from '../run/made-run.ts'
import { knownOfRun, sumOfKnown, type KnownCount } from '../record/known-count.ts'
import { needsCauses } from '../run/judging.ts'
import { recordOf } from '../run/record.ts'
import { AheadSizes } from './runs-ahead.ts'
import { writeRunFolder } from './run-folder.ts'
import type { Kept, RunOrder, RunProgress, SubjectHost } from './subject-host.ts'
import { explainDivergence } from './divergence.ts'
import { reportEnded } from './ended-run.ts'
import { caseToken, type TestCaseId } from './test-case-id.ts'

export interface ScenarioRuns {
  readonly host: SubjectHost
  /** Names of the scenarios, as the host knows them. */
  readonly scenarios: readonly string[]
  /** How the user named them, where that is not their name: what a token says. Default: by their names. */
  readonly specs?: { readonly [scenario: string]: string }
  readonly target: string
  readonly seed: string
  /** Runs of each scenario. */
  readonly runs: number
  readonly shape: PlanShape
  /** Stop after so many failures; 0 goes on. */
  readonly bail: number
  readonly minimize: boolean
  /** Ends it after the run under way; which runs were not made is told. */
  readonly signal?: AbortSignal
  readonly strict: boolean
  /** Where results are written; undefined writes nothing. */
  readonly output: string | undefined
  /** Told now and then how far a long run is. */
  onProgress?(run: RunProgress & { readonly scenario: string; readonly seed: string }): void
  /** Told of each run, and of each failure once its report is written. */
  onRun?(record: RunRecord): void
  onFailure?(failure: FailureReport): void
  /** Told of the run that came out otherwise when it was made again; nothing is run after it. */
  onDiverged?(divergence: Divergence): void
}

export interface ScenarioOutcome {
  readonly batches: readonly RunBatch[]
  readonly records: readonly RunRecord[]
  /** Seeds of runs that, made again, came out otherwise. */
  readonly diverged: readonly string[]
  /** Where they did; the same runs. */
  readonly divergences: readonly Divergence[]
  readonly unknown: number
  /** Why runs that were asked for were not made; empty: all were. */
  readonly notMade: readonly string[]
  /** Runs that went on past each signature that is known. */
  readonly known: readonly KnownCount[]
}

/** So many runs that the watchdog had to end are enough: what does not return will not return in the next one. */
const MAX_WATCHED = 2
/** So many runs of one scenario whose process died are enough. */
const MAX_DEATHS = 3

/** The seeds of a request: the seed itself, then numbered ones. */
export const seedAt = (seed: string, position: number): string =>
  position === 0 ? seed : `${seed}.${position}`

/**
 * Runs scenarios one after the other. The first run of each is made twice, to see that the target is
 * deterministic, and is kept; of failures the first of each signature is made again, minimized and reported. Nothing is
 * run after one that comes out otherwise: what it breaks, and whatever else breaks, cannot be made again.
 */
export async function runScenarios(request: ScenarioRuns): Promise<ScenarioOutcome> {
  const batches: RunBatch[] = []
  const records: RunRecord[] = []
  const divergences: Divergence[] = []
  const notMade: string[] = []
  const reported = new Set<string>()
  let failures = 0
  let unknown = 0
  let watched = 0
  for (const scenario of request.scenarios) {
    const began = performance.now()
    const reports: FailureReport[] = []
    const known: KnownCount[] = []
    const undecided: { seed: string; because: string }[] = []
    let runs = 0
    let deaths = 0
    const sizes = new AheadSizes()
    for (let position = 0; position < request.runs; position++) {
      const seed = seedAt(request.seed, position)
      const testCase = { scenario, target: request.target, seed, shape: request.shape }
      const ahead = sizes.behind(position, request.runs).map((one) => seedAt(request.seed, one))
      const made = await attempt(request, testCase, position === 0 ? 'trace' : 'digest', ahead)
      const { plan, result } = made
      runs++
      const spec = request.specs?.[scenario] ?? scenario
      const token = caseToken({ ...testCase, scenario: spec }, result.digest)
      const record = recordOf(plan, result, request.target, token)
      // of a failure only what can be made again is reported
      const isNews = record.signature !== undefined && !reported.has(record.signature)
      if (made.ended === undefined && (position === 0 || isNews)) {
        const divergence = await madeTwice(request, testCase, made)
        if (divergence !== undefined) {
          divergences.push(divergence)
          request.onDiverged?.(divergence)
          // whatever came of it, it proves nothing
          undecided.push({ seed, because: 'made again, it came out otherwise' })
          break
        }
      }
      if (position === 0) {
        records.push(record)
        if (record.status !== 'invalid' && request.output !== undefined)
          await writeRunFolder(request.output, { record, replayCommand: '' }, new Date())
      }
      request.onRun?.(record)
      known.push(...knownOfRun(record))
      if (record.status === 'unknown') undecided.push({ seed, because: record.because ?? '' })
      if (made.ended === 'undecided') watched++
      if (made.ended === 'died' && record.signature !== undefined) deaths++
      if (record.signature !== undefined) {
        failures++
        if (!reported.has(record.signature)) {
          reported.add(record.signature)
          const failure = await reportOf(request, made, record)
          const { output } = request
          const written = output === undefined ? failure : await shownOrWritten(request, output, failure)
          reports.push(written)
          request.onFailure?.(written)
        } else {
          reports.push({ record, replayCommand: '' })
        }
      }
      if (request.bail > 0 && failures >= request.bail) break
      if (watched >= MAX_WATCHED || request.signal?.aborted === true) break
      if (deaths >= MAX_DEATHS && position + 1 < request.runs) {
        notMade.push(
          `${scenario}: ${countOf(request.runs - runs, 'run was', 'runs were')} not made after ${deaths} in which its process died`,
        )
        break
      }
    }
    unknown += undecided.length
    const last = seedAt(request.seed, runs - 1)
    batches.push({
      scenario,
      seeds: runs === 1 ? last : `${request.seed} to ${last}`,
      runs,
      seconds: (performance.now() - began) / 1000,
      ...(known.length === 0 ? {} : { known: sumOfKnown([], known) }),
      failures: reports,
      unknown: undecided,
    })
    if (request.bail > 0 && failures >= request.bail) break
    if (divergences.length > 0) break
    if (watched >= MAX_WATCHED) {
      notMade.push(...leftOver(request, batches, `after ${watched} that the watchdog ended`))
      break
    }
    if (request.signal?.aborted === true) {
      notMade.push(...leftOver(request, batches, 'when it was interrupted'))
      break
    }
  }
  const diverged = divergences.map(({ seed }) => seed)
  const known = sumOfKnown(
    request.shape.known ?? [],
    batches.flatMap((batch) => batch.known ?? []),
  )
  return { batches, records, diverged, divergences, unknown, notMade, known }
}

/** How many of the runs that were asked for were not made, and why; empty: none is left. */
function leftOver({ runs, scenarios }: ScenarioRuns, batches: readonly RunBatch[], why: string): string[] {
  const left = runs * scenarios.length - batches.reduce((sum, batch) => sum + batch.runs, 0)
  return left > 0 ? [`${countOf(left, 'run was', 'runs were')} not made ${why}`] : []
}

/** What there is to say of a failure: minimized where its run can be made again. */
async function reportOf(
  request: ScenarioRuns,
  { plan, result, ended }: MadeRun,
  record: RunRecord,
): Promise<FailureReport> {
  if (ended !== undefined) return reportEnded(record)
  const { target, token } = record
  return request.host.minimize({
    failure: { plan, result, target, token },
    limits: { skip: !request.minimize },
  })
}

/** A report that cannot be written is shown at least. */
async function shownOrWritten(
  request: ScenarioRuns,
  output: string,
  failure: FailureReport,
): Promise<FailureReport> {
  try {
    return await writeRunFolder(output, failure, new Date())
  } catch (error) {
    request.onFailure?.(failure)
    throw error
  }
}

/** Makes the run once more; where it comes out otherwise, says where. */
async function madeTwice(
  request: ScenarioRuns,
  testCase: TestCaseId,
  { result }: MadeRun,
): Promise<Divergence | undefined> {
  // why it broke is known by now; what is known by its rule only a run that was explained goes on past
  const again = needsCauses(request.shape)
    ? await attempt(request, testCase, 'digest')
    : await attempt(request, { ...testCase, unexplained: true }, 'digest')
  // whether it ends is a matter of its process
  if (again.ended !== undefined || again.result.digest === result.digest) return undefined
  const { scenario, target, seed } = testCase
  const digests = [result.digest, again.result.digest]
  return explainDivergence({ scenario, target, seed, digests, first: result }, () =>
    attempt(request, testCase, 'trace'),
  )
}

function attempt(
  { host, strict, onProgress }: ScenarioRuns,
  testCase: TestCaseId & Pick<RunOrder, 'unexplained'>,
  keep: Kept,
  ahead: readonly string[] = [],
): Promise<MadeRun> {
  const { scenario, seed } = testCase
  // strictness is a matter of values in this process: a run that takes turns does not know it
  const order = { ...testCase, strict, keep, ...(strict || ahead.length === 0 ? {} : { ahead }) }
  return host.run(order, (progress) => onProgress?.({ scenario, seed, ...progress }))
}
