import type { Operation } from '../../src/record/operation.ts'
import type { Clause, Fact, Violation } from '../../src/record/verdict.ts'
import { models } from '../models/index.ts'
import type { Model, ModelName } from '../models/index.ts'
import type { LinearizabilityFailure, LinearizabilityVerdict } from './verdict.ts'
import { describeCallOnly, nameObject, formatOutcome, formatClient, refusal } from './explanation/wording.ts'

/** Where the events of the history stand in the run. */
export interface RunPositions {
  /** Step of the run, from 1, at an event position of the history. Default: one step an event. */
  readonly stepAt?: (position: number) => number
  /** Virtual time in microseconds at an event position. Default: from the operation's own times, else 0. */
  readonly timeAt?: (position: number) => number
  /** The number of the operation that was invoked at an event position. Default: its id. */
  readonly operationAt?: (position: number) => number
}

/**
 * The failure as a broken property of the run. Its shape is the model and the kind of the blocking operation. A model
 * of one's own has to be given.
 */
export function linearizabilityViolation(
  verdict: Extract<LinearizabilityVerdict, { valid: false }>,
  positions: RunPositions = {},
  model: Model = models[verdict.model as ModelName],
): Violation {
  const { failure } = verdict
  const { operation, key } = failure
  const stepAt = positions.stepAt ?? ((position: number) => position + 1)
  const suspects = failure.suspicion?.operations ?? []
  const core = failure.core ?? [operation]
  const involved = [...core, ...suspects.filter(({ id }) => core.every((other) => other.id !== id))]
  const object = nameObject(model, key)
  const refused = failure.refused ?? []
  const numberOf = ({ id, invoked }: Operation): number => positions.operationAt?.(invoked) ?? id
  return {
    property: 'linearizability',
    shape: `${verdict.model}/${operation.f}`,
    step: stepAt(operation.returned),
    time: positions.timeAt?.(operation.returned) ?? Math.floor((operation.returnedAt ?? 0) / 1000),
    headline: failure.because,
    proof: proof(model, object, failure, involved, stepAt),
    facts: [...involved, ...refused].map((one): Fact => ({
      step: stepAt(lastEvent(one)),
      operation: numberOf(one),
    })),
  }
}

function proof(
  model: Model,
  object: string,
  { operation: blocking, state, because, suspicion, refused = [] }: LinearizabilityFailure,
  involved: readonly Operation[],
  stepAt: (position: number) => number,
): Clause[] {
  const others = involved.filter(({ id }) => id !== blocking.id)
  const suspects = new Set(suspicion?.operations.map(({ id }) => id))
  const said = (operation: Operation): string => formatOutcome(model, operation, object)
  const where = (operation: Operation): string => `(${formatClient(operation)}, ${span(operation, stepAt)})`
  return [
    ...others.map((operation): Clause => ({
      kind: 'let',
      text: suspects.has(operation.id)
        ? `${said(operation)} ${where(operation)}: executed a second time, it would explain what follows`
        : `${said(operation)} ${where(operation)}`,
      step: stepAt(lastEvent(operation)),
    })),
    ...refused.map((operation): Clause => ({
      kind: 'let',
      text: `${describeCallOnly(model, operation)} on ${object} was answered "${refusal(operation)}" ${where(operation)}: nothing may show of it, and it would explain what follows`,
      step: stepAt(lastEvent(operation)),
    })),
    {
      kind: 'then',
      text: `everything that returned before ${said(blocking)} can be explained, with ${object} at ${state} in the end`,
    },
    {
      kind: 'however',
      text: `${because} ${where(blocking)}`,
      step: stepAt(blocking.returned),
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
