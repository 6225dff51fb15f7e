import { elementAt } from '../../../src/base/element-at.ts'
import { jsonKey, sameJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { show } from '../../models/describe.ts'
import type { Model } from '../../models/index.ts'
import { casArguments } from '../../models/registers/register-steps.ts'

const registerFunctions: readonly string[] = ['read', 'write', 'cas', 'delete']

/** For how long a register must have had a value: from a return to a call, where that is later. */
interface Held {
  readonly value: unknown
  /** Its operation that returns first; none for the initial value, which was there from the start. */
  readonly first: Operation | undefined
  /** Its operation that is called last. */
  readonly last: Operation
}

/**
 * Why a register cannot have had two values, each of which came once, at the times at which it was written and read
 * (Gibbons and Korach's zones), as half a sentence. Undefined where that is not what the core is about.
 */
export function overlappingValues(
  model: Model,
  operations: readonly Operation[],
  core: readonly Operation[],
  object: string,
): string | undefined {
  if (model.decide !== 'register') return undefined
  // what else changes a register brings values too
  if (!operations.every(({ f }) => registerFunctions.includes(f))) return undefined
  if (!core.every(({ f }) => f === 'read' || f === 'write')) return undefined
  const values = [...Map.groupBy(core, (operation) => jsonKey(valueOf(operation))).values()]
  const initial = model.init()
  const isOnce = (group: readonly Operation[]): boolean =>
    cameOnce(operations, valueOf(elementAt(group, 0)), initial)
  if (values.length !== 2 || !values.every(isOnce)) return undefined
  const [one, other] = values
    .map((group) => held(group, initial))
    .sort((a, b) => startOf(a) - startOf(b)) as [Held, Held]
  if (isForward(one) && isForward(other))
    return startOf(other) < one.last.invoked
      ? `${object} was ${stretch(model, one)}, and ${stretch(model, other)}: these overlap`
      : undefined
  const [outer, inner] = isForward(one) ? [one, other] : [other, one]
  const { first = inner.last, last } = inner
  const isInside = isForward(outer) && startOf(outer) < last.invoked && first.returned < outer.last.invoked
  if (!isInside) return undefined
  const between =
    first === last
      ? `${model.describeOperation(last)} was called and returned in between`
      : `in between ${model.describeOperation(last)} was called and ${model.describeOperation(first)} returned`
  return `${object} was ${stretch(model, outer)}, while ${between}`
}

function held(group: readonly Operation[], initial: unknown): Held {
  const [some] = group as [Operation]
  const value = valueOf(some)
  const first = group.reduce((a, b) => (b.returned < a.returned ? b : a))
  const last = group.reduce((a, b) => (b.invoked > a.invoked ? b : a))
  return { value, first: sameJson(value, initial) ? undefined : first, last }
}

function startOf({ first }: Held): number {
  return first === undefined ? -Infinity : first.returned
}

function isForward(one: Held): boolean {
  return startOf(one) < one.last.invoked
}

function stretch(model: Model, { value, first, last }: Held): string {
  const text = model.describeOperation(last)
  if (first === undefined) return `${show(value)} from the start to the call of ${text}`
  const isAlike = model.describeOperation(first) === text
  const who = ({ process }: Operation): string => (isAlike ? ` by process ${process}` : '')
  return `${show(value)} from the return of ${model.describeOperation(first)}${who(first)} to the call of ${text}${who(last)}`
}

function valueOf({ f, value, outcome }: Operation): unknown {
  return (f === 'write' ? value : outcome.type === 'ok' ? outcome.value : undefined) ?? null
}

/** Whether nothing brought the value a second time; the initial one was there without. */
function cameOnce(operations: readonly Operation[], value: unknown, initial: unknown): boolean {
  const key = jsonKey(value)
  const origins = operations.filter((operation) => {
    if (operation.f === 'delete') return value === null
    if (operation.f === 'write') return jsonKey(operation.value ?? null) === key
    return operation.f === 'cas' && jsonKey(casArguments(operation)[1]) === key
  })
  return origins.length <= (sameJson(value, initial) ? 0 : 1)
}
