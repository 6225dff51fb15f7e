import type { Model } from '../../../../checkers/models/index.ts'
import type { Operation, Outcome } from '../../../../src/record/operation.ts'

/** A call and what it returned; no third element: the outcome is unknown. */
export type Step = readonly [f: string, value: unknown, result?: unknown]

/** The state after the steps in words, or the first step the model does not allow, as `refused: f`. */
export function after(model: Model, ...steps: readonly Step[]): string {
  let state = model.init()
  for (const [index, step] of steps.entries()) {
    const [f, value] = step
    const outcome: Outcome =
      step.length === 3 ? { type: 'ok', value: step[2] } : { type: 'info', error: 'timeout' }
    const next = model.step(state, operationOf(f, value, outcome, index))
    if (next === undefined) return `refused: ${f}`
    state = next
  }
  return model.describeState(state)
}

export function operationOf(f: string, value: unknown, outcome: Outcome, id = 0): Operation {
  return {
    id,
    process: 0,
    f,
    value,
    outcome,
    invoked: 2 * id,
    returned: outcome.type === 'ok' ? 2 * id + 1 : Infinity,
  }
}
