import type { Operation } from '../../../src/record/operation.ts'
import type { EventPlaces } from '../../../src/record/event-places.ts'
import type { FailedOperation } from '../../../src/record/pairing.ts'

/** A history as it was checked. */
export interface CheckedOperations {
  /** By invocation; their ids are their positions. */
  readonly operations: readonly Operation[]
  readonly places: EventPlaces
  readonly failed: readonly FailedOperation[]
}

/** An operation with where its events stand. */
export interface CarriedOperation {
  readonly operation: Operation
  /** Lines of its events; 0: not known, or none. */
  readonly called: number
  readonly told: number
  /** Event position at which its outcome was told; Infinity: never. */
  readonly ended: number
}

/**
 * The operations that a page has room for, by invocation, those that failed too: all, else so many about the one that
 * cannot be explained with all of `conflict`, else the first.
 */
export function carriedOperations(
  { operations, places, failed }: CheckedOperations,
  most: number,
  conflict: readonly Operation[],
): CarriedOperation[] {
  const [blocking] = conflict
  const center = blocking === undefined ? 0 : positionOf(operations, blocking)
  const from = Math.min(Math.max(0, center - Math.floor(most / 2)), Math.max(0, operations.length - most))
  const near = operations.slice(from, from + most)
  const isAll = near.length === operations.length
  const begin = isAll ? -Infinity : (near[0]?.invoked ?? -Infinity)
  const end = isAll ? Infinity : (near.at(-1)?.invoked ?? Infinity)
  const ofFailed = failed
    .filter(({ operation }) => operation.invoked >= begin && operation.invoked <= end)
    .map(({ operation, lines }): CarriedOperation => ({
      ...{ operation, called: lines.invoked, told: lines.returned, ended: operation.returned },
    }))
  const ofKept = near.map((operation) => placed(operation, places))
  const all = [...ofKept, ...ofFailed].sort(byInvocation)
  const shown = all.length <= most ? all : about(all, blocking, most)
  const ids = new Set(shown.map(({ operation }) => operation.id))
  const missing = new Map(conflict.flatMap((one) => (ids.has(one.id) || one.id < 0 ? [] : [[one.id, one]])))
  if (missing.size === 0) return shown
  return [...shown, ...[...missing.values()].map((one) => placed(one, places))].sort(byInvocation)
}

const byInvocation = (a: CarriedOperation, b: CarriedOperation): number =>
  a.operation.invoked - b.operation.invoked

/** Of a transaction and of a checked object alike the id is the position among the operations. */
const positionOf = (operations: readonly Operation[], { id, invoked }: Operation): number =>
  operations[id]?.invoked === invoked ? id : 0

function placed(operation: Operation, places: EventPlaces): CarriedOperation {
  const { id, outcome, returned } = operation
  const ended = outcome.type === 'info' ? places.ended(id) : returned
  return { operation, called: places.invokedLine(id), told: places.returnedLine(id), ended }
}

function about(
  all: readonly CarriedOperation[],
  blocking: Operation | undefined,
  most: number,
): CarriedOperation[] {
  const at = Math.max(
    0,
    all.findIndex(({ operation }) => operation.id === blocking?.id),
  )
  const from = Math.min(Math.max(0, at - Math.floor(most / 2)), all.length - most)
  return all.slice(from, from + most)
}
