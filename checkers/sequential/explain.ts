import { elementAt } from '../../src/base/element-at.ts'
import { countOf } from '../../src/base/count-of.ts'
import type { Operation } from '../../src/record/operation.ts'
import type { CheckOptions } from '../linearizability/search/budget.ts'
import type { LinearizabilityFailure, RejectedNext } from '../linearizability/index.ts'
import { isRequired } from '../linearizability/search/prepare.ts'
import { shrinkConflict } from '../linearizability/explanation/shrink-conflict.ts'
import { originOf } from '../linearizability/explanation/value-origin.ts'
import { nameObject, formatOutcome } from '../linearizability/explanation/wording.ts'
import type { Model } from '../models/index.ts'
import { numberObjects, objectsOf } from './objects.ts'
import type { CheckedObject } from './objects.ts'
import { searchSequential } from './search.ts'

const MAX_NEXT = 20
const STEPS_OF_ONE_ATTEMPT = 50_000
const STEPS_OF_LONGEST = 200_000
// operations handed to the search plus steps it took, over all attempts
const AFFORDABLE = 600_000

/** Why a history that was found to have no order has none, by the longest order of a part of it. */
export function explainSequential(
  model: Model,
  operations: readonly Operation[],
  objects: readonly CheckedObject[],
  { failed = [], lineOf }: CheckOptions,
): LinearizabilityFailure {
  const original = new Map(operations.map((operation) => [operation.id, operation]))
  const given = (operation: Operation): Operation => original.get(operation.id) ?? operation
  const longest = longestOrder(objects)
  const waiting = nextOfEach(objects, longest)
  const [blocking] = waiting as [Waiting, ...Waiting[]]
  const { object, operation } = blocking
  const core = minimalConflict(model, operations)
  const name = nameObject(object.model, object.key)
  const origin = originOf(object.model, [operation, ...(core ?? [])], {
    operations: object.operations,
    failed: [...operations.filter(({ outcome }) => outcome.type === 'fail'), ...failed].filter(
      ({ key }) => key === operation.key,
    ),
    lineOf,
    inRealTime: false,
  })
  const state = describeAfter(object, longest)
  const found =
    `no order of the operations that keeps each process's own allows that: the longest explanation, of ` +
    `${countOf(longest.length, 'operation')}, ends with ${name} at ${state}`
  const why =
    origin === undefined ? found : origin.seenBy === operation ? origin.text : `${found}; ${origin.text}`
  return {
    ...(object.key !== undefined && { key: object.key }),
    operation: given(operation),
    longestPrefix: longest.map(given),
    state,
    otherPrefixes: [],
    next: waiting.slice(0, MAX_NEXT).map((one) => rejected(one, longest, given)),
    because: `${formatOutcome(object.model, given(operation), name)}, but ${why}`,
    ...(core === undefined ? {} : { core: core.map(given) }),
    mustHaveHappened: [],
    ...(origin === undefined ? {} : { origin }),
  }
}

/** The longest order met by a search that does not give up where no end is in sight. */
function longestOrder(objects: readonly CheckedObject[]): Operation[] {
  const numbered = numberObjects(objects)
  const { order } = searchSequential(numbered, { maxSteps: STEPS_OF_LONGEST }, { looksAhead: false })
  return order.map((operation) => elementAt(numbered.operations, operation))
}

interface Waiting {
  readonly object: CheckedObject
  readonly operation: Operation
}

/** The completed operation of each process that would be its next, by invocation. */
function nextOfEach(objects: readonly CheckedObject[], placed: readonly Operation[]): Waiting[] {
  const done = new Set(placed)
  const next = new Map<Operation['process'], Waiting>()
  for (const object of objects) {
    for (const operation of object.operations) {
      if (done.has(operation) || !isRequired(operation)) continue
      const other = next.get(operation.process)
      if (other === undefined || operation.invoked < other.operation.invoked)
        next.set(operation.process, { object, operation })
    }
  }
  return [...next.values()].sort((a, b) => a.operation.invoked - b.operation.invoked)
}

function describeAfter(object: CheckedObject, order: readonly Operation[]): string {
  return object.model.describeState(stateAfter(object, order))
}

function stateAfter({ model, operations }: CheckedObject, order: readonly Operation[]): unknown {
  const own = new Set(operations)
  return order
    .filter((operation) => own.has(operation))
    .reduce<unknown>((state, operation) => model.step(state, operation) ?? state, model.init())
}

function rejected(
  { object, operation }: Waiting,
  longest: readonly Operation[],
  given: (operation: Operation) => Operation,
): RejectedNext {
  const { model } = object
  const state = stateAfter(object, longest)
  const next = model.step(state, operation)
  const text = model.describeOperation(given(operation))
  const why =
    next === undefined
      ? `${text} is not possible in state ${model.describeState(state)}`
      : `${text} leads to state ${model.describeState(next)}, after which something of another process has no place any more`
  return { operation: given(operation), why }
}

/** The fewest completed operations that allow no order by themselves; undefined when that costs too much. */
function minimalConflict(model: Model, operations: readonly Operation[]): readonly Operation[] | undefined {
  let spent = 0
  const isIllegal = (history: readonly Operation[]): boolean => {
    const result = searchSequential(numberObjects(objectsOf(model, history)), {
      maxSteps: STEPS_OF_ONE_ATTEMPT,
    })
    spent += history.length + result.steps
    return result.verdict === 'illegal'
  }
  const relevant = operations.flatMap((operation) =>
    operation.outcome.type === 'fail' ? (model.observation?.(operation) ?? []) : [operation],
  )
  if (!isIllegal(relevant)) return undefined
  return shrinkConflict(model, relevant, { isIllegal, isAffordable: () => spent <= AFFORDABLE })
}
