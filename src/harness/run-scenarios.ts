import type { FailureReport, RunBatch } from '../../reports/index.ts'
import type { RunRecord } from '../history/run-record.ts'
import { drawPlan, type PlanShape } from '../run/draw-plan.ts'
import type { Plan } from '../run/plan.ts'
import { recordOf } from '../run/record.ts'
import { tokenOf } from '../run/replay-token.ts'
import type { RunResult } from '../run/run-result.ts'
import type { Scenario } from '../run/scenario.ts'
import { minimizeFailure } from './minimize-failure.ts'
import { writeRunFolder } from './run-folder.ts'
import { runOn } from './runner.ts'
import type { TargetMaker } from './targets.ts'

export interface ScenarioRuns {
  readonly scenarios: readonly Scenario[]
  readonly target: string
  readonly make: TargetMaker
  readonly seed: string
  /** Runs of each scenario. */
  readonly runs: number
  readonly shape: PlanShape
  /** Stop after so many failures; 0 goes on. */
  readonly bail: number
  readonly minimize: boolean
  readonly strict: boolean
  /** Where results are written; undefined writes nothing. */
  readonly output: string | undefined
  /** Told now and then how far a long run is, in virtual seconds. */
  onProgress?(run: {
    readonly scenario: string
    readonly seed: string
    readonly at: number
    readonly of: number
  }): void
  /** Told of each run, and of each failure once its report is written. */
  onRun?(record: RunRecord): void
  onFailure?(failure: FailureReport): void
}

export interface ScenarioOutcome {
  readonly batches: readonly RunBatch[]
  readonly records: readonly RunRecord[]
  /** Seeds of runs that, made again, came out otherwise. */
  readonly diverged: readonly string[]
  readonly unknown: number
}

/** The seeds of a request: the seed itself, then numbered ones. */
export const seedAt = (seed: string, position: number): string =>
  position === 0 ? seed : `${seed}.${position}`

/**
 * Runs scenarios one after the other. The first run of each is made twice, to see that the target is
 * deterministic, and is kept; of failures the first of each signature is minimized and reported.
 */
export async function runScenarios(request: ScenarioRuns): Promise<ScenarioOutcome> {
  const batches: RunBatch[] = []
  const records: RunRecord[] = []
  const diverged: string[] = []
  const reported = new Set<string>()
  let failures = 0
  let unknown = 0
  for (const scenario of request.scenarios) {
    const began = performance.now()
    const reports: FailureReport[] = []
    const undecided: { seed: string; because: string }[] = []
    let runs = 0
    for (let position = 0; position < request.runs; position++) {
      const seed = seedAt(request.seed, position)
      const plan = drawPlan(scenario, seed, request.make({ settings: {} }), request.shape)
      const kept = position === 0 && isShort(plan)
      const result = await attempt(request, scenario, plan, kept)
      runs++
      const token = tokenOf({
        by: 'seed',
        scenario: scenario.name,
        seed,
        target: request.target,
        shape: request.shape,
        digest: result.digest,
      })
      const record = recordOf(plan, result, request.target, token)
      if (position === 0) {
        records.push(record)
        const again = await attempt(request, scenario, plan, kept)
        if (again.digest !== result.digest) diverged.push(seed)
        if (record.status !== 'invalid' && request.output !== undefined)
          await writeRunFolder(request.output, { record, replayCommand: '' }, new Date())
      }
      request.onRun?.(record)
      if (record.status === 'unknown') undecided.push({ seed, because: record.because ?? '' })
      if (record.signature === undefined) continue
      failures++
      if (!reported.has(record.signature)) {
        reported.add(record.signature)
        const { make, target } = request
        const failure = await minimizeFailure(
          { plan, result, scenario, target, make, token },
          { skip: !request.minimize },
        )
        if (failure.replayed?.same === 0) diverged.push(seed)
        const { output } = request
        const written = output === undefined ? failure : await writeRunFolder(output, failure, new Date())
        reports.push(written)
        request.onFailure?.(written)
      } else {
        reports.push({ record, replayCommand: '' })
      }
      if (request.bail > 0 && failures >= request.bail) break
    }
    unknown += undecided.length
    const last = seedAt(request.seed, runs - 1)
    batches.push({
      scenario: scenario.name,
      seeds: runs === 1 ? last : `${request.seed} to ${last}`,
      runs,
      seconds: (performance.now() - began) / 1000,
      failures: reports,
      unknown: undecided,
    })
    if (request.bail > 0 && failures >= request.bail) break
  }
  return { batches, records, diverged, unknown }
}

/** The longest run, in virtual milliseconds, of which the trace is kept though it may be fine: it takes memory. */
const LONGEST_KEPT = 120_000

const isShort = ({ healAt, settle }: Plan): boolean => healAt + settle <= LONGEST_KEPT

function attempt(
  request: ScenarioRuns,
  scenario: Scenario,
  plan: Plan,
  lit: boolean,
): RunResult | Promise<RunResult> {
  const judge = scenario.judge === undefined ? {} : { judge: scenario.judge.bind(scenario) }
  const onProgress = (now: number): void =>
    request.onProgress?.({
      ...{ scenario: scenario.name, seed: plan.seed, at: now / 1e6 },
      of: (plan.healAt + plan.settle) / 1000,
    })
  return runOn(request.make, plan, { lit, strict: request.strict, onProgress, ...judge })
}
