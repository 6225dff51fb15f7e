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

/** A failure with the property that broke: of a signature that names a rule it may be any. */
export interface TalliedFailure extends RunFailure {
  readonly property: string
}

/** Faults of one kind in numbers. */
export interface FaultCounts {
  /** How many the plans had, and how many of them hit nobody or changed nothing. */
  planned: number
  idle: number
  activations: number
  readonly effects: Counts
}

const noFaults = (): FaultCounts => ({ planned: 0, idle: 0, activations: 0, effects: {} })

/** Runs of one scenario in numbers; all that a passing run leaves behind. */
export interface Tally {
  runs: number
  failed: number
  unknown: number
  steps: number
  virtualMs: number
  /** Wall milliseconds spent on them, summed over workers. */
  millis: number
  readonly coverageMarks: Counts
  readonly faults: { [kind: string]: FaultCounts }
  readonly failures: TalliedFailure[]
  /** Runs that went on past each known signature; absent: none did. */
  known?: Counts
}

const MAX_HEADLINE_LENGTH = 1000

export const emptyTally = (): Tally => ({
  runs: 0,
  failed: 0,
  unknown: 0,
  steps: 0,
  virtualMs: 0,
  millis: 0,
  coverageMarks: {},
  faults: {},
  failures: [],
})

/** What a tally takes from a run. */
export type TalliedRun = Pick<RunResult, 'status' | 'counts' | 'faults' | 'violation' | 'digest' | 'known'> &
  Pick<RunRecord, 'coverageMarks'>

/** Counts one run in. Only the coverage marks named are kept. */
export function tallyRun(
  tally: Tally,
  { status, counts, faults, coverageMarks, violation, digest, known = [] }: TalliedRun,
  run: { readonly scenario: string; readonly seed: string; readonly coverageMarks: readonly string[] },
): void {
  tally.runs++
  tally.steps += counts.steps
  tally.virtualMs += counts.virtualMs
  if (status === 'unknown') tally.unknown++
  for (const name of run.coverageMarks) add(tally.coverageMarks, name, coverageMarks[name] ?? 0)
  for (const { kind, activations, effects } of faults) {
    const sums = (tally.faults[kind] ??= noFaults())
    sums.planned++
    sums.activations += activations.length
    for (const [effect, count] of Object.entries(effects)) add(sums.effects, effect, count)
  }
  for (const { kind } of idleFaults(faults)) (tally.faults[kind] ??= noFaults()).idle++
  for (const signature of known) add((tally.known ??= {}), signature, 1)
  if (violation === undefined) return
  tally.failed++
  tally.failures.push({
    scenario: run.scenario,
    seed: run.seed,
    signature: signatureOf(violation),
    property: violation.property,
    headline: violation.headline.slice(0, MAX_HEADLINE_LENGTH),
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
  for (const [name, count] of Object.entries(more.coverageMarks)) add(sum.coverageMarks, name, count)
  for (const [signature, runs] of Object.entries(more.known ?? {})) add((sum.known ??= {}), signature, runs)
  for (const [kind, { planned, idle, activations, effects }] of Object.entries(more.faults)) {
    const sums = (sum.faults[kind] ??= noFaults())
    sums.planned += planned
    sums.idle += idle
    sums.activations += activations
    for (const [effect, count] of Object.entries(effects)) add(sums.effects, effect, count)
  }
}

function add(counts: Counts, name: string, count: number): void {
  counts[name] = (counts[name] ?? 0) + count
}
