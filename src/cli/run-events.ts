import type { FailureReport } from '../../reports/index.ts'
import type { Divergence } from '../record/divergence.ts'
import type { RunRecord } from '../record/run-record.ts'
import type { ScenarioOutcome } from '../testcase/run-scenarios.ts'
import type { ExitCode } from './exit-code.ts'

/** What is told of runs while they are made, and when all are over. */
export interface RunPrinter {
  run(record: RunRecord): void
  failure(failure: FailureReport): void
  diverged(divergence: Divergence): void
  end(outcome: ScenarioOutcome, code: ExitCode): void
}
