import type { Trace, TraceStep } from '../../src/record/trace.ts'

/**
 * The steps a terminal shows when not all fit: first those the verdict names, then faults, then those that
 * change a role or a term, then the latest. In the order of the run.
 */
export function chosenSteps(trace: Trace, named: ReadonlySet<number>, most: number): readonly TraceStep[] {
  if (trace.steps.length <= most) return trace.steps
  const ranked = [...trace.steps].sort((a, b) => rank(a, named) - rank(b, named) || b.step - a.step)
  return ranked.slice(0, most).sort((a, b) => a.step - b.step)
}

function rank(step: TraceStep, named: ReadonlySet<number>): number {
  if (named.has(step.step)) return 0
  if (step.kind === 'crash' || step.kind === 'restart' || step.kind === 'fault' || step.kind === 'heal')
    return 1
  if (step.state?.role !== undefined || step.state?.currentTerm !== undefined) return 2
  return 3
}
