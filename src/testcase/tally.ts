import { idleFaults } from '../../nemesis/index.ts'
import type { RunRecord } from '../record/run-record.ts'
import { signatureOf } from '../record/verdict.ts'
import type { RunResult } from '../run/run-result.ts'

/** Named counts that grow. */
export interface Counts {
  [name: string]: number
}

/** One run that broke a property, in a few words: enough to make it again and to group it. */
export interface RunFailure {
  readonly scenario: string
  readonly seed: string
  readonly signature: string
  readonly headline: string
  readonly step: number
  /** Empty when the run did not end. */
  readonly digest: string
}

/** Faults of one kind in numbers. */
export interface FaultCounts {
  /** How many the plans had, and how many of them struck nobody or changed nothing. */
  planned: number
  idle: number
  strikes: number
  readonly effects: Counts
}

const noFaults = (): FaultCounts => ({ planned: 0, idle: 0, strikes: 0, effects: {} })

/** Runs of one scenario in numbers; all that a passing run leaves behind. */
export interface Tally {
  runs: number
  failed: number
  unknown: number
  steps: number
  virtualMs: number
  /** Wall milliseconds spent on them, summed over workers. */
  millis: number
  readonly landmarks: Counts
  readonly faults: { [kind: string]: FaultCounts }
  readonly failures: RunFailure[]
}

const LONGEST_HEADLINE = 1000

export const emptyTally = (): Tally => ({
  runs: 0,
  failed: 0,
  unknown: 0,
  steps: 0,
  virtualMs: 0,
  millis: 0,
  landmarks: {},
  faults: {},
  failures: [],
})

/** What a tally takes from a run. */
export type TalliedRun = Pick<RunResult, 'status' | 'counts' | 'faults' | 'violation' | 'digest'> &
  Pick<RunRecord, 'landmarks'>

/** Counts one run in. Only the landmarks named are kept. */
export function tallyRun(
  tally: Tally,
  { status, counts, faults, landmarks, violation, digest }: TalliedRun,
  run: { readonly scenario: string; readonly seed: string; readonly landmarks: readonly string[] },
): void {
  tally.runs++
  tally.steps += counts.steps
  tally.virtualMs += counts.virtualMs
  if (status === 'unknown') tally.unknown++
  for (const name of run.landmarks) add(tally.landmarks, name, landmarks[name] ?? 0)
  for (const { kind, strikes, effects } of faults) {
    const sums = (tally.faults[kind] ??= noFaults())
    sums.planned++
    sums.strikes += strikes.length
    for (const [effect, count] of Object.entries(effects)) add(sums.effects, effect, count)
  }
  for (const { kind } of idleFaults(faults)) (tally.faults[kind] ??= noFaults()).idle++
  if (violation === undefined) return
  tally.failed++
  tally.failures.push({
    scenario: run.scenario,
    seed: run.seed,
    signature: signatureOf(violation),
    headline: violation.headline.slice(0, LONGEST_HEADLINE),
    step: violation.step,
    digest,
  })
}

/** Adds the counts of one tally to another; its failures are left to the caller. */
export function addTally(sum: Tally, more: Omit<Tally, 'failures'>): void {
  sum.runs += more.runs
  sum.failed += more.failed
  sum.unknown += more.unknown
  sum.steps += more.steps
  sum.virtualMs += more.virtualMs
  sum.millis += more.millis
  for (const [name, count] of Object.entries(more.landmarks)) add(sum.landmarks, name, count)
  for (const [kind, { planned, idle, strikes, effects }] of Object.entries(more.faults)) {
    const sums = (sum.faults[kind] ??= noFaults())
    sums.planned += planned
    sums.idle += idle
    sums.strikes += strikes
    for (const [effect, count] of Object.entries(effects)) add(sums.effects, effect, count)
  }
}

function add(counts: Counts, name: string, count: number): void {
  counts[name] = (counts[name] ?? 0) + count
}
