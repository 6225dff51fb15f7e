import { countOf } from '../../base/count-of.ts'
import { cp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FailureReport, RunBatch } from '../../../reports/index.ts'
import { environmentError } from '../../base/environment-error.ts'
import { InputError } from '../../base/input-error.ts'
import { knownOfRun, sumOfKnown, type KnownCount } from '../../record/known-count.ts'
import type { RunRecord } from '../../record/run-record.ts'
import type { PlanShape } from '../../run/drawing/plan-shape.ts'
import type { Plan } from '../../run/plan.ts'
import { recordOf } from '../../run/record.ts'
import type { RunResult } from '../../run/run-result.ts'
import type { Scenario } from '../../run/scenario.ts'
import { thrownParts } from '../../sim/subject-failure.ts'
import type { ServerTarget } from '../../subject/server.ts'
import { undecidedResult } from '../ended-run.ts'
import { environment } from '../environment.ts'
import { writeRunFolder } from '../run-folder.ts'
import { seedAt, type ScenarioOutcome } from '../run-scenarios.ts'
import { serverPlan } from './server-plan.ts'
import { makeServerRun, type ServerRun } from './server-run.ts'

export interface ServerRuns {
  readonly target: ServerTarget
  /** The target as the user names it. */
  readonly name: string
  readonly scenarios: readonly Scenario[]
  readonly seed: string
  /** Runs of each scenario. */
  readonly runs: number
  readonly shape: PlanShape
  /** Stop after so many failures; 0 goes on. */
  readonly bail: number
  /** Where results are written; undefined writes nothing. */
  readonly output: string | undefined
  /** Told of each run. */
  onRun?(record: RunRecord): void
  /** Told of the first failure of each signature, once its report is written. */
  onFailure?(failure: FailureReport): void
  /** Told of what went wrong without changing a verdict. */
  onWarning?(text: string): void
}

/** So many clusters that did not start are enough, after one that did. */
const MAX_NOT_STARTED = 2

/**
 * Runs scenarios on real servers, one run after the other, each on servers and data of its own. Nothing can be made
 * again in real time: each run that did not hold is kept with its plan, its history and the servers' logs, none is
 * minimized, and none is made twice.
 *
 * @throws InputError before any server is started when the target or a plan cannot be used; and when the very first
 * servers do not become ready.
 */
export async function runOnServers(request: ServerRuns): Promise<ScenarioOutcome> {
  const { target, scenarios, seed, shape } = request
  for (const scenario of scenarios) serverPlan(scenario, seed, target, shape)
  await prepare(target)
  return new RunsOnServers(request).run()
}

async function prepare(target: ServerTarget): Promise<void> {
  try {
    await target.prepare?.()
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`prepare throws: ${thrownParts(error).message}`, { file: target.name })
  }
}

class RunsOnServers {
  readonly #request: ServerRuns
  readonly #batches: RunBatch[] = []
  readonly #records: RunRecord[] = []
  readonly #notMade: string[] = []
  readonly #reported = new Set<string>()
  #started = 0
  #notStarted = 0
  #failures = 0

  constructor(request: ServerRuns) {
    this.#request = request
  }

  async run(): Promise<ScenarioOutcome> {
    const { scenarios, runs } = this.#request
    for (const scenario of scenarios) {
      await this.#scenario(scenario)
      if (this.#isEnough) break
    }
    const made = this.#batches.reduce((sum, batch) => sum + batch.runs, 0)
    const left = runs * scenarios.length - made
    if (this.#notStarted >= MAX_NOT_STARTED && left > 0) {
      this.#notMade.push(
        `${countOf(left, 'run was', 'runs were')} not made after ${this.#notStarted} whose servers did not start`,
      )
    }
    return {
      batches: this.#batches,
      records: this.#records,
      diverged: [],
      divergences: [],
      unknown: this.#batches.reduce((sum, { unknown }) => sum + unknown.length, 0),
      notMade: this.#notMade,
      known: sumOfKnown(
        this.#request.shape.known ?? [],
        this.#batches.flatMap((batch) => batch.known ?? []),
      ),
    }
  }

  get #isEnough(): boolean {
    const { bail } = this.#request
    return this.#notStarted >= MAX_NOT_STARTED || (bail > 0 && this.#failures >= bail)
  }

  async #scenario(scenario: Scenario): Promise<void> {
    const { target, seed: first, runs, shape } = this.#request
    const began = performance.now()
    const failures: FailureReport[] = []
    const unknown: { seed: string; because: string }[] = []
    const known: KnownCount[] = []
    let made = 0
    while (made < runs && !this.#isEnough) {
      const seed = seedAt(first, made)
      const plan = serverPlan(scenario, seed, target, shape)
      const failure = await makeServerRun({ plan, scenario, target }, (run, logs) =>
        this.#keep(plan, run, logs, made === 0),
      )
      made++
      known.push(...knownOfRun(failure.record))
      if (failure.record.status === 'unknown') unknown.push({ seed, because: failure.record.because ?? '' })
      if (failure.record.status === 'invalid') failures.push(failure)
    }
    if (made === 0) return
    const last = seedAt(first, made - 1)
    this.#batches.push({
      scenario: scenario.name,
      seeds: made === 1 ? last : `${first} to ${last}`,
      runs: made,
      seconds: (performance.now() - began) / 1000,
      ...(known.length === 0 ? {} : { known: sumOfKnown([], known) }),
      failures,
      unknown,
    })
  }

  /** Tells of a run, and writes it down where it is the first of its scenario or did not hold. */
  async #keep(plan: Plan, run: ServerRun, logs: string, isFirst: boolean): Promise<FailureReport> {
    const { name, output, onRun, onFailure, onWarning } = this.#request
    const result = this.#resultOf(run)
    const record: RunRecord = { ...recordOf(plan, result, name, ''), mode: 'process' }
    const report: FailureReport = {
      record,
      replayCommand: '',
      checkCommand: `npx whitewater check --model ${modelNames[plan.workload.kind] ?? 'kv'} history.jsonl`,
      environment: environment(),
    }
    const isKept = output !== undefined && (isFirst || record.status !== 'valid')
    const written = isKept ? await withLogs(await writeRunFolder(output, report, new Date()), logs) : report
    if (!run.started && this.#started === 0) throw startError(run.error, written)
    if (isFirst) this.#records.push(record)
    if (run.started)
      for (const text of run.warnings) onWarning?.(`${plan.scenario}, seed ${plan.seed}: ${text}`)
    onRun?.(record)
    const { signature } = record
    if (signature === undefined) return written
    this.#failures++
    if (!this.#reported.has(signature)) {
      this.#reported.add(signature)
      onFailure?.(written)
    }
    return written
  }

  #resultOf(run: ServerRun): RunResult {
    if (run.started) {
      this.#started++
      return run.result
    }
    this.#notStarted++
    return undecidedResult(`the servers did not start: ${run.error.message}`)
  }
}

/** Models of `check` by the kind of workload. */
const modelNames: { readonly [kind: string]: string } = { directory: 'directory', ledger: 'ledger' }

/** The servers' logs go where the report is, which is returned. */
async function withLogs(
  report: FailureReport & { readonly reportPath: string },
  logs: string,
): Promise<FailureReport> {
  const folder = dirname(report.reportPath)
  try {
    await cp(logs, join(folder, 'logs'), { recursive: true })
  } catch (error) {
    throw environmentError(error, join(folder, 'logs')) ?? error
  }
  return report
}

/** Servers that have never become ready are set up wrong: bad input, with what they said. */
function startError({ message }: InputError, { reportPath }: FailureReport): InputError {
  const kept = reportPath === undefined ? '' : `\nTheir whole output: ${join(dirname(reportPath), 'logs')}`
  return new InputError(`the servers did not start: ${message}${kept}`)
}
