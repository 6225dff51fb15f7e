import type { Decision } from '../src/record/decision.ts'
import { faultOfDecision } from '../src/record/decision-fault.ts'
import type { MinimizedFailure } from '../src/record/run-record.ts'
import type { StepKind, TraceStep } from '../src/record/trace.ts'
import { necessityLines } from './necessity-summary.ts'

/** The step in which each decision of a script shows. */
const kinds: Readonly<Record<Decision['do'], StepKind>> = {
  deliver: 'deliver',
  fire: 'timer',
  submit: 'submit',
  retry: 'submit',
  sync: 'synced',
  crash: 'crash',
  restart: 'restart',
}

/**
 * The steps of the faults that the minimizer took away and found to be needed, each with what happens without it, in words.
 * A decision is found in the trace by counting those that show in steps of the same kind; where there are more or fewer of
 * these (a decision was skipped) none is named rather than a wrong one.
 */
export function neededFaults(
  minimized: MinimizedFailure | undefined,
  steps: readonly TraceStep[],
): ReadonlyMap<number, string> {
  const needed = new Map<number, string>()
  if (minimized === undefined) return needed
  const lines = necessityLines(minimized)
  for (const [position, { of }] of minimized.necessity.entries()) {
    const line = lines[position]
    if (line?.fault !== true || !line.needed) continue
    const step =
      typeof of === 'string'
        ? steps.find(({ fault }) => fault === of)?.step
        : stepOfDecision(minimized.script ?? [], of, steps)
    if (step !== undefined) needed.set(step, line.without)
  }
  return needed
}

function stepOfDecision(
  script: readonly Decision[],
  position: number,
  steps: readonly TraceStep[],
): number | undefined {
  const decision = script[position]
  // without a sync that comes late the step is there all the same
  if (decision === undefined || faultOfDecision(decision) === 'late sync') return undefined
  const kind = kinds[decision.do]
  const alike = script.flatMap((one, at) => (kinds[one.do] === kind ? [at] : []))
  const shown = steps.filter((step) => step.kind === kind)
  return alike.length === shown.length ? shown[alike.indexOf(position)]?.step : undefined
}
