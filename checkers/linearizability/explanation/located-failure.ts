import { canonicalJson } from '../../../src/base/json.ts'
import { defined } from '../../../src/base/defined.ts'
import { comparedTexts } from '../../../src/record/compared-values.ts'
import type { ComparedValues } from '../../../src/record/compared-values.ts'
import type { LocatedOperation } from '../../../src/record/located-operation.ts'
import type { Nearby } from '../../../src/record/nearby.ts'
import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import type { LinearizabilityFailure } from '../verdict.ts'
import { nearbyOperations } from './nearby.ts'

/** Operations that brought a value, in the answer; there may be as many as in the history. */
const MAX_ORIGINS = 20
/** The states of the end of an order are put in words, of no more operations than this. */
const MAX_STATES = 60

/** A failure with the places of its operations and their texts: what a report is made of. */
export interface LocatedFailure {
  readonly key?: string
  readonly located: LocatedOperation
  readonly longestPrefix: readonly LocatedOperation[]
  readonly otherPrefixes: readonly (readonly LocatedOperation[])[]
  readonly state: string
  /** For the longest order and then each other: the object after each of its last operations, in words; at most 60. */
  readonly states: readonly (readonly string[])[]
  /** What a read returned and what it had to return after the longest order. */
  readonly compared?: ComparedValues
  readonly next: readonly (LocatedOperation & { readonly why: string })[]
  readonly because: string
  readonly core?: readonly LocatedOperation[]
  readonly mustHaveHappened?: readonly LocatedOperation[]
  readonly executedTwice?: readonly LocatedOperation[]
  readonly origin?: {
    readonly kind: string
    readonly value: unknown
    readonly operations: readonly LocatedOperation[]
  }
  readonly hint?: { readonly initial: unknown; readonly text: string }
  readonly nearby: Nearby<LocatedOperation>
}

/** `operations`: all of the history; `lineOf` tells where each was invoked. */
export function locatedFailure(
  failure: LinearizabilityFailure,
  model: Model,
  operations: readonly Operation[],
  lineOf: (operation: Operation) => number,
): LocatedFailure {
  const locate = (operation: Operation): LocatedOperation => ({
    operation,
    line: lineOf(operation),
    text: model.describeOperation(operation),
  })
  const nearby = nearbyOperations(operations, failure, model)
  return {
    ...defined({ key: failure.key, compared: comparedResult(failure, model) }),
    located: locate(failure.operation),
    longestPrefix: failure.longestPrefix.map(locate),
    otherPrefixes: failure.otherPrefixes.map((prefix) => prefix.map(locate)),
    state: failure.state,
    states: [failure.longestPrefix, ...failure.otherPrefixes].map((order) => statesAlong(order, model)),
    next: failure.next.map(({ operation, why }) => ({ ...locate(operation), why })),
    because: failure.because.endsWith('?') ? failure.because : `${failure.because}.`,
    ...(failure.core !== undefined && { core: failure.core.map(locate) }),
    ...(failure.mustHaveHappened.length > 0 && { mustHaveHappened: failure.mustHaveHappened.map(locate) }),
    ...(failure.suspicion !== undefined && { executedTwice: failure.suspicion.operations.map(locate) }),
    ...(failure.origin !== undefined && {
      origin: {
        kind: failure.origin.kind,
        value: failure.origin.value,
        operations: failure.origin.operations.slice(0, MAX_ORIGINS).map(locate),
      },
    }),
    ...defined({ hint: failure.hint }),
    nearby: { ...nearby, operations: nearby.operations.map(locate) },
  }
}

/** The object after each of the last operations of an order, in words; empty where the model cannot follow the order. */
export function statesAlong(order: readonly Operation[], model: Model): string[] {
  const states = followed(order, model)
  return states?.slice(-MAX_STATES).map((state) => model.describeState(state)) ?? []
}

/** The states after each operation; undefined where the model cannot follow. */
function followed(order: readonly Operation[], model: Model): unknown[] | undefined {
  const states: unknown[] = []
  let state = model.init()
  for (const operation of order) {
    // a failed one is in the order for what it observed
    const isFailed = operation.outcome.type === 'fail'
    const next = model.step(state, (isFailed ? model.observation?.(operation) : undefined) ?? operation)
    if (next === undefined) return undefined
    states.push(next)
    state = next
  }
  return states
}

function comparedResult(failure: LinearizabilityFailure, model: Model): ComparedValues | undefined {
  const { operation, longestPrefix } = failure
  const { outcome } = operation
  if (model.readOf === undefined || !model.isRead(operation) || outcome.type !== 'ok') return undefined
  const states = followed(longestPrefix, model)
  if (states === undefined) return undefined
  const asText = (value: unknown): string => canonicalJson(value ?? null)
  const had = model.readOf(states.length === 0 ? model.init() : states.at(-1))
  return comparedTexts(asText(outcome.value), asText(had))
}
