import type { Operation } from '../../src/history/operation.ts'
import type { Clause, Fact, Violation } from '../../src/history/verdict.ts'
import { models } from '../models/index.ts'
import type { Model } from '../models/index.ts'
import type { LinearizabilityFailure, LinearizabilityVerdict } from './verdict.ts'
import { nameObject, sayOutcome } from './wording.ts'

/** Where the events of the history stand in the run. */
export interface RunPositions {
  /** Step of the run, from 1, at an event position of the history. Default: one step an event. */
  readonly stepAt?: (position: number) => number
  /** Virtual time in microseconds at an event position. Default: from the operation's own times, else 0. */
  readonly timeAt?: (position: number) => number
}

/** The failure as a broken property of the run. Its shape is the model and the kind of the stuck operation. */
export function linearizabilityViolation(
  verdict: Extract<LinearizabilityVerdict, { valid: false }>,
  positions: RunPositions = {},
): Violation {
  const { failure } = verdict
  const { operation, key } = failure
  const model = models[verdict.model]
  const stepAt = positions.stepAt ?? ((position: number) => position + 1)
  const involved = failure.core ?? [operation]
  const object = nameObject(model, key)
  return {
    property: 'linearizability',
    shape: `${verdict.model}/${operation.f}`,
    step: stepAt(operation.returned),
    time: positions.timeAt?.(operation.returned) ?? Math.floor((operation.returnedAt ?? 0) / 1000),
    headline: failure.because,
    proof: proof(model, object, failure, involved, stepAt),
    facts: involved.map((one): Fact => ({ step: stepAt(lastEvent(one)), operation: one.id })),
  }
}

function proof(
  model: Model,
  object: string,
  { operation: stuck, state, because }: LinearizabilityFailure,
  involved: readonly Operation[],
  stepAt: (position: number) => number,
): Clause[] {
  const others = involved.filter(({ id }) => id !== stuck.id)
  const said = (operation: Operation): string => sayOutcome(model, operation, object)
  return [
    ...others.map((operation): Clause => ({
      kind: 'let',
      text: `${said(operation)} (process ${operation.process}, ${span(operation, stepAt)})`,
      step: stepAt(lastEvent(operation)),
    })),
    {
      kind: 'then',
      text: `everything that returned before ${said(stuck)} can be explained, with ${object} at ${state} in the end`,
    },
    {
      kind: 'however',
      text: `${because} (process ${stuck.process}, ${span(stuck, stepAt)})`,
      step: stepAt(stuck.returned),
    },
  ]
}

function span({ invoked, returned }: Operation, stepAt: (position: number) => number): string {
  return Number.isFinite(returned)
    ? `invoked at step ${stepAt(invoked)}, returned at step ${stepAt(returned)}`
    : `invoked at step ${stepAt(invoked)}`
}

function lastEvent({ invoked, returned }: Operation): number {
  return Number.isFinite(returned) ? returned : invoked
}
