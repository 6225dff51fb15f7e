import { defined } from '../base/defined.ts'
import { idleFaults } from '../../nemesis/index.ts'
import type { RunRecord } from '../record/run-record.ts'
import { signatureOf } from '../record/verdict.ts'
import type { CorpusEntry } from '../guidance/corpus.ts'
import type { Plan } from '../run/plan.ts'
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
  /** Its plan, where that is not the one that scenario and seed give. */
  readonly plan?: Plan
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
  /** Activations by what the cluster was at; absent: nobody saw. */
  phases?: Counts
}

const noFaults = (): FaultCounts => ({ planned: 0, idle: 0, activations: 0, effects: {} })

/** A run that proved nothing, with the reason. */
export interface UndecidedRun {
  readonly scenario: string
  readonly seed: string
  readonly because: string
  /** Its plan, where that is not the one that scenario and seed give. */
  readonly plan?: Plan
}

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
  /** Runs that proved nothing; absent: none. */
  undecided?: UndecidedRun[]
  /** The first of its runs, counted from 0, in which each behaviour showed; see {@link behavioursOf}. */
  firstShown?: Counts
  /** Plans of guided runs that are worth going on from; absent: none is. */
  kept?: CorpusEntry[]
}

const MAX_HEADLINE_LENGTH = 1000

/**
 * What a run did, as names to be told apart: each coverage mark and each effect of a fault, with how often it came, to the
 * next power of two. A run that shows none that is new did nothing that was not seen before.
 */
function behavioursOf(coverageMarks: Counts, faults: TalliedRun['faults']): string[] {
  const effects: Counts = {}
  for (const fault of faults)
    for (const [effect, count] of Object.entries(fault.effects))
      add(effects, `${fault.kind} ${effect}`, count)
  return [...Object.entries(coverageMarks), ...Object.entries(effects)]
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} x${2 ** Math.floor(Math.log2(count))}`)
}

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
export type TalliedRun = Pick<
  RunResult,
  'status' | 'because' | 'counts' | 'faults' | 'violation' | 'digest' | 'known'
> &
  Pick<RunRecord, 'coverageMarks'>

/** Counts one run in. Only the coverage marks named are kept. */
export function tallyRun(
  tally: Tally,
  { status, because = '', counts, faults, coverageMarks, violation, digest, known = [] }: TalliedRun,
  run: {
    readonly scenario: string
    readonly seed: string
    readonly coverageMarks: readonly string[]
    /** Where it is not the one that scenario and seed give. */
    readonly plan?: Plan
  },
): void {
  const firstShown = (tally.firstShown ??= {})
  for (const name of behavioursOf(coverageMarks, faults)) firstShown[name] ??= tally.runs
  tally.runs++
  tally.steps += counts.steps
  tally.virtualMs += counts.virtualMs
  if (status === 'unknown') {
    tally.unknown++
    const { scenario, seed } = run
    const told = because.slice(0, MAX_HEADLINE_LENGTH)
    ;(tally.undecided ??= []).push({ scenario, seed, because: told, ...defined({ plan: run.plan }) })
  }
  for (const name of run.coverageMarks) add(tally.coverageMarks, name, coverageMarks[name] ?? 0)
  for (const { kind, activations, effects, phases = {} } of faults) {
    const sums = (tally.faults[kind] ??= noFaults())
    sums.planned++
    sums.activations += activations.length
    for (const [effect, count] of Object.entries(effects)) add(sums.effects, effect, count)
    for (const [phase, count] of Object.entries(phases)) add((sums.phases ??= {}), phase, count)
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
    ...defined({ plan: run.plan }),
  })
}

/** Adds the counts of one tally to another; what it says of single runs is left to the caller. */
export function addTally(sum: Tally, more: Omit<Tally, 'failures'>): void {
  sum.runs += more.runs
  sum.failed += more.failed
  sum.unknown += more.unknown
  sum.steps += more.steps
  sum.virtualMs += more.virtualMs
  sum.millis += more.millis
  for (const [name, count] of Object.entries(more.coverageMarks)) add(sum.coverageMarks, name, count)
  for (const [signature, runs] of Object.entries(more.known ?? {})) add((sum.known ??= {}), signature, runs)
  for (const [kind, { planned, idle, activations, effects, phases = {} }] of Object.entries(more.faults)) {
    const sums = (sum.faults[kind] ??= noFaults())
    sums.planned += planned
    sums.idle += idle
    sums.activations += activations
    for (const [effect, count] of Object.entries(effects)) add(sums.effects, effect, count)
    for (const [phase, count] of Object.entries(phases)) add((sums.phases ??= {}), phase, count)
  }
}

function add(counts: Counts, name: string, count: number): void {
  counts[name] = (counts[name] ?? 0) + count
}
