import { countOf } from '../../../src/base/count-of.ts'
import type { Operation } from '../../../src/record/operation.ts'
import type { Model } from '../../models/index.ts'
import { overlappingValues } from './overlapping-values.ts'
import { stateAfter } from '../search/replay.ts'
import type { ValueOrigin } from './value-origin.ts'
import type { RejectedNext } from '../verdict.ts'
import { describeCallOnly, nameObject, formatOutcome } from './wording.ts'

const MAX_NEXT = 20

/**
 * What could have come after the prefix, the blocking operation first, and why that explains nothing more: in the words of the
 * operations as they were `given`, not of the reads that checkers make of some.
 */
export function rejectedNext(
  model: Model,
  operations: readonly Operation[],
  blocking: Operation,
  prefix: readonly Operation[],
  given: (operation: Operation) => Operation,
): RejectedNext[] {
  const state = stateAfter(model, prefix)
  const done = new Set(prefix.map(({ id }) => id))
  const open = operations.filter(
    ({ id, invoked }) => !done.has(id) && id !== blocking.id && invoked < blocking.returned,
  )
  return [blocking, ...open].slice(0, MAX_NEXT).map((operation) => {
    const next = model.step(state, operation)
    const text = model.describeOperation(given(operation))
    const why =
      next === undefined
        ? `${text} is not possible in state ${model.describeState(state)}`
        : `${text} leads to state ${model.describeState(next)}, in which ${model.describeOperation(given(blocking))} is not possible`
    return { operation: given(operation), why }
  })
}

/** One sentence: what the blocking operation returned, and what it should have found. */
export function because(
  model: Model,
  key: string | undefined,
  operations: readonly Operation[],
  blocking: Operation,
  prefix: readonly Operation[],
  core: readonly Operation[] | undefined,
  origin: ValueOrigin | undefined,
): string {
  const object = nameObject(model, key)
  const said = formatOutcome(model, blocking, object)
  const isOfStuck = origin?.seenBy.id === blocking.id
  if (isOfStuck && origin.kind !== 'nowhere') return `${said}, but ${origin.text}`
  const found = shouldHaveFound(model, object, operations, blocking, prefix, core)
  // that nobody changed it says the same
  const isNews = isOfStuck && changesBefore(model, operations, blocking).length > 0
  return isNews ? `${said}, but ${found}; ${origin.text}` : `${said}, but ${found}`
}

/** What the blocking operation should have found. */
function shouldHaveFound(
  model: Model,
  object: string,
  operations: readonly Operation[],
  blocking: Operation,
  prefix: readonly Operation[],
  core: readonly Operation[] | undefined,
): string {
  const state = model.describeState(stateAfter(model, prefix))
  const last = lastChange(model, prefix)
  if (last === undefined) {
    const isAlone = !changesBefore(model, operations, blocking).some(() => true)
    const reason = isAlone ? 'nothing had changed it' : 'no change that was under way explains it'
    return `${object} was ${state} from the start and ${reason}`
  }
  const call = describeCallOnly(model, last)
  if (isSettled(model, operations, blocking, last)) return `${object} was ${state} since ${call} returned`
  const overlap = core && overlappingValues(model, operations, core, object)
  if (overlap !== undefined) return overlap
  return (
    `no order of the ${countOf(prefix.length, 'operation')} before it allows that: ` +
    `the longest explanation ends with ${object} at ${state}, after ${call}`
  )
}

// Backwards, because the key of a state may cost as much as the state is large.
function lastChange(model: Model, prefix: readonly Operation[]): Operation | undefined {
  const states = [model.init()]
  for (const operation of prefix) {
    const next = model.step(states.at(-1), operation)
    if (next === undefined) break
    states.push(next)
  }
  for (let index = states.length - 1; index > 0; index--) {
    if (model.key(states[index]) !== model.key(states[index - 1])) return prefix[index - 1]
  }
  return undefined
}

function changesBefore(model: Model, operations: readonly Operation[], blocking: Operation): Operation[] {
  return operations.filter(
    (operation) =>
      operation.id !== blocking.id && operation.invoked < blocking.returned && !model.isRead(operation),
  )
}

/** Whether every order must have `last` as the last change before the blocking operation. */
function isSettled(
  model: Model,
  operations: readonly Operation[],
  blocking: Operation,
  last: Operation,
): boolean {
  const change = operations.find(({ id }) => id === last.id)
  if (change === undefined || change.returned > blocking.invoked) return false
  return changesBefore(model, operations, blocking).every(
    ({ id, returned }) => id === change.id || returned < change.invoked,
  )
}
