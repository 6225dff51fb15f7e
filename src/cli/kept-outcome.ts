import type { FailureReport } from '../../reports/index.ts'
import type { RunRecord } from '../record/run-record.ts'
import { commandOf } from '../isolation/replay-text.ts'
import type { ScenarioOutcome } from '../testcase/run-scenarios.ts'

/** A kept run as it went now, as reporters take a failure. */
export const keptFailure = (record: RunRecord): FailureReport => ({
  record,
  replayCommand: commandOf(record.token),
})

/** Kept runs that were made again, as reporters take runs: a batch each. */
export function keptOutcome(
  made: readonly { readonly place: string; readonly record: RunRecord }[],
): ScenarioOutcome {
  const batches = made.map(({ place, record }) => ({
    scenario: record.scenario,
    seeds: record.seed,
    runs: 1,
    seconds: 0,
    failures: record.status === 'invalid' ? [keptFailure(record)] : [],
    unknown:
      record.status === 'unknown'
        ? [{ seed: record.seed, because: `${place}: ${record.because ?? ''}` }]
        : [],
  }))
  return {
    batches,
    records: made.map(({ record }) => record),
    diverged: [],
    divergences: [],
    unknown: batches.filter(({ unknown }) => unknown.length > 0).length,
    notMade: ['new seeds were not tried: a kept failure is back'],
    known: [],
  }
}
