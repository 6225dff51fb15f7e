import type { Operation } from '../../src/history/operation.ts'
import type { Model } from '../models/index.ts'
import { isRequired, truncated } from './prepare.ts'
import { isLinearization } from './replay.ts'

/** Where a history stops being linearizable. */
export interface Turn {
  /** The operation with whose return it does. */
  readonly stuck: Operation
  /** An order that explains all that had returned before. */
  readonly prefixes: readonly (readonly Operation[])[]
}

/** An order of the operations, null when there is none, undefined when that could not be told. */
export type FindOrder = (operations: readonly Operation[]) => readonly Operation[] | null | undefined

/**
 * Finds, by halving, the return at which a history that is not linearizable turned so: a history cut later has
 * all the conflicts of one cut earlier. By the return at `latest` it has turned.
 */
export function findTurn(
  model: Model,
  operations: readonly Operation[],
  latest: number,
  findOrder: FindOrder,
): Turn | undefined {
  const completed = operations
    .filter((operation) => isRequired(operation) && operation.returned <= latest)
    .sort((a, b) => a.returned - b.returned)
  let explained = -1
  let prefix: readonly Operation[] = []
  let refuted = completed.length - 1
  while (refuted - explained > 1) {
    const middle = (explained + refuted) >> 1
    const past = truncated(model, operations, (completed[middle] as Operation).returned)
    const order = findOrder(past)
    if (order === undefined) return undefined
    if (order === null) {
      refuted = middle
    } else {
      if (!isLinearization(model, past, order)) return undefined
      explained = middle
      prefix = order
    }
  }
  const stuck = completed[refuted]
  return stuck && { stuck, prefixes: [prefix] }
}

/** The last return of the operations, where they have one. */
export function lastReturn(operations: readonly Operation[]): number {
  return operations.filter(isRequired).reduce((end, { returned }) => Math.max(end, returned), -1)
}
