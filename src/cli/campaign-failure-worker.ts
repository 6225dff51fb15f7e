/** Entry file of the thread that looks into one failure of a campaign, beside the workers. */
import { parentPort, workerData } from 'node:worker_threads'
import { failureBlock, type FailureReport } from '../../reports/index.ts'
import { present } from '../base/assert.ts'
import type { ReportPlace } from '../campaign/store.ts'
import type { RunFailure } from '../campaign/tally.ts'
import { drawPlan, type PlanShape } from '../run/draw-plan.ts'
import { tokenOf } from '../run/replay-token.ts'
import { minimizeFailure } from '../harness/minimize-failure.ts'
import { NO_DIGEST, unendedReport } from './campaign-unended-report.ts'
import { writeRunFolder } from '../harness/run-folder.ts'
import { runOn } from '../harness/runner.ts'
import { resolveScenario } from '../harness/scenario-choice.ts'
import { resolveTarget } from '../harness/targets.ts'

/** A failure to be looked into. */
export interface FailureJob {
  readonly failure: RunFailure
  /** The scenario as the user named it. */
  readonly choice: string
  readonly target: string
  readonly shape: PlanShape
  readonly output: string
  readonly minimize: boolean
  /** Most time for the minimizer. */
  readonly millis: number
  readonly color: boolean
}

export type FailureAnswer =
  | {
      readonly type: 'reported'
      readonly place: ReportPlace
      readonly text: string
      readonly replay: string
      /** Of the run made again. */
      readonly digest: string
    }
  /** Made again, it did not break: the target is not deterministic, or something outside it changed. */
  | { readonly type: 'gone'; readonly digest: string }

const port = present(parentPort, 'the port of a worker')
port.postMessage(await answer(workerData as FailureJob))

async function answer(job: FailureJob): Promise<FailureAnswer> {
  const { failure, target, shape, minimize, millis } = job
  const scenario = await resolveScenario(job.choice)
  const make = await resolveTarget(target)
  const { seed } = failure
  const plan = drawPlan(scenario, seed, make({ settings: {} }), shape)
  const digest = failure.digest === '' ? NO_DIGEST : failure.digest
  const token = tokenOf({ by: 'seed', scenario: scenario.name, seed, target, shape, digest })
  if (failure.digest === '') return reported(job, unendedReport(failure, plan, target, token))
  const judge = scenario.judge === undefined ? {} : { judge: scenario.judge.bind(scenario) }
  const result = await runOn(make, plan, judge)
  if (result.violation === undefined) return { type: 'gone', digest: result.digest }
  const limits = { skip: !minimize, millis }
  return reported(job, await minimizeFailure({ plan, result, scenario, target, make, token }, limits))
}

async function reported({ output, color }: FailureJob, failure: FailureReport): Promise<FailureAnswer> {
  const written = await writeRunFolder(output, failure, new Date())
  const { minimized, reportPath } = written
  return {
    type: 'reported',
    place: { reportPath, ...(minimized === undefined ? {} : { minimizedSteps: minimized.after.steps }) },
    text: failureBlock(written, { color }),
    replay: written.replayCommand,
    digest: written.record.digest,
  }
}
