import { least } from '../src/base/extremes.ts'
import type { StatePatch, Trace, TraceStep } from '../src/record/trace.ts'
import type { Violation } from '../src/record/verdict.ts'
import { causalPast } from './causal-past.ts'
import type { CausalPast } from './causal-past.ts'

/** Lines of the chain at most, and as many as it has where the past has so many. */
const MAX_LINES = 12
const MIN_LINES = 6
/** Direct causes that a line names. */
const MAX_CAUSES = 2

/** What a step is in the argument. */
export type ChainRole = 'fact' | 'cause' | 'needed-fault'

export interface ChainStep {
  readonly step: number
  readonly role: ChainRole
  /** The steps of the chain that led to it, the nearest first. */
  readonly from: readonly number[]
}

export interface ChainOptions {
  readonly trace: Trace
  readonly violation: Violation
  /** Steps that the verdict and its diagnosis name. */
  readonly named: ReadonlySet<number>
  /** Steps of faults that were proved to be needed. */
  readonly needed: ReadonlySet<number>
}

/** What a chain may begin with: nothing inside the cluster led to it. */
const origins = new Set(['start', 'invoke', 'submit', 'fault', 'crash', 'pause'])

/**
 * The steps that carry a breach, in order: from a client's request, a fault or a start, over elections, commits and whatever
 * happened to the entries and operations that the verdict is about, to the breach. Six to twelve where there are so many;
 * what only passed something on is left to the rows.
 */
export function whyChain(options: ChainOptions): readonly ChainStep[] {
  const { trace, violation, named, needed } = options
  const steps = trace.steps.filter(({ kind, step }) => kind !== 'violation' || step === violation.step)
  const byNumber = new Map(steps.map((step) => [step.step, step]))
  // what the proof names of later, such as the answer to a call that was under way, led to nothing here
  const facts = [...named].filter((step) => byNumber.has(step) && step <= violation.step)
  const past = causalPast(trace, [...facts, ...needed])
  const weights = weightsOf(options, steps, past)
  const ranked = [...past.keys()]
    .filter((step) => (weights.get(step) ?? 0) > 0)
    .sort((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0) || b - a)
  const chosen = new Set(ranked.slice(0, MAX_LINES))
  beginAtOrigin(chosen, ranked, byNumber, past)
  // where servers show little, what arrived is all there is to tell: the nearest first, as causalPast gives them
  const first = least(chosen)
  for (const step of past.keys()) if (chosen.size < MIN_LINES && step > first) chosen.add(step)
  return [...chosen]
    .sort((a, b) => a - b)
    .map((step) => ({
      step,
      role: named.has(step) ? 'fact' : needed.has(step) ? 'needed-fault' : 'cause',
      from: causesAmong(chosen, step, past),
    }))
}

/** How much each step of the past says about the breach; what says nothing is left out. */
function weightsOf(
  { violation, named, needed }: ChainOptions,
  steps: readonly TraceStep[],
  past: CausalPast,
): ReadonlyMap<number, number> {
  const operations = new Set(violation.facts.flatMap(({ operation }) => operation ?? []))
  const indexes = new Set(violation.facts.flatMap(({ index }) => index ?? []))
  for (const { state, operation, kind } of steps) {
    // an operation lives on in the entry that was made for it
    if (kind === 'submit' && operation !== undefined && operations.has(operation))
      for (const entry of state?.log?.entries ?? []) indexes.add(entry.index)
  }
  const own = new Set([violation.step, ...violation.facts.map(({ step }) => step)])
  const weights = new Map<number, number>()
  for (const step of steps) {
    if (!past.has(step.step)) continue
    const weight = own.has(step.step)
      ? 100
      : needed.has(step.step)
        ? 90
        : named.has(step.step)
          ? 80
          : weightOf(step, operations, indexes)
    weights.set(step.step, weight)
  }
  return weights
}

function weightOf(
  { kind, operation, state }: TraceStep,
  operations: ReadonlySet<number>,
  indexes: ReadonlySet<number>,
): number {
  const ofOperation = operation !== undefined && operations.has(operation)
  if (kind === 'start') return 0
  if (kind === 'restart') return 45
  if (state?.role === 'leader' || (state?.members !== undefined && kind !== 'synced')) return 60
  if (ofOperation) return kind === 'submit' ? 56 : 40
  if (touches(state?.log, indexes)) return kind === 'submit' ? 58 : 50
  if (kind === 'crash' || kind === 'fault' || kind === 'pause') return 35
  if (state?.role === 'candidate') return 30
  if (state?.commitIndex !== undefined) return 25
  return typeof state?.votedFor === 'string' ? 20 : 0
}

const touches = (log: StatePatch['log'], indexes: ReadonlySet<number>): boolean =>
  log !== undefined &&
  [...indexes].some((index) => index >= log.from && index < log.from + Math.max(1, log.entries.length))

/** The first line has to be something that nothing else led to: else the reader asks on. */
function beginAtOrigin(
  chosen: Set<number>,
  ranked: readonly number[],
  byNumber: ReadonlyMap<number, TraceStep>,
  past: CausalPast,
): void {
  const isOrigin = (step: number): boolean => origins.has(byNumber.get(step)?.kind ?? '')
  const first = least(chosen)
  if (!Number.isFinite(first) || isOrigin(first)) return
  const found = ancestors(first, past).filter(isOrigin)
  const own = found.find((step) => byNumber.get(step)?.node === byNumber.get(first)?.node)
  const origin = own ?? found[0]
  if (origin === undefined) return
  // the least telling makes room for it
  if (chosen.size >= MAX_LINES) chosen.delete(ranked[MAX_LINES - 1] ?? -1)
  chosen.add(origin)
}

/** Everything that led to a step, the nearest first. */
function ancestors(from: number, past: CausalPast): number[] {
  const met = new Set([from])
  for (const step of met) for (const cause of past.get(step) ?? []) met.add(cause)
  met.delete(from)
  return [...met]
}

/** The steps of the chain that stand nearest before a step, over whatever lies between. */
function causesAmong(chosen: ReadonlySet<number>, from: number, past: CausalPast): number[] {
  const met = new Set([from])
  const found = new Set<number>()
  for (const step of met) {
    for (const cause of past.get(step) ?? []) {
      if (chosen.has(cause)) found.add(cause)
      else met.add(cause)
    }
  }
  return [...found].sort((a, b) => b - a).slice(0, MAX_CAUSES)
}
