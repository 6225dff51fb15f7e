import type { Operation } from '../../src/record/operation.ts'
import { isRequired } from '../linearizability/search/prepare.ts'
import type { CheckedObject } from './objects.ts'

/**
 * Whether the order holds every completed operation of the objects, none twice, keeps the order of each process, and is
 * what the models allow. Independent of the search, so that it can convict it.
 */
export function isSequentialOrder(objects: readonly CheckedObject[], order: readonly Operation[]): boolean {
  const ordered = new Set(order)
  if (ordered.size !== order.length) return false
  const objectOf = new Map(
    objects.flatMap((object) => object.operations.map((operation) => [operation, object])),
  )
  for (const operation of objectOf.keys()) if (isRequired(operation) && !ordered.has(operation)) return false
  const states = new Map(objects.map((object) => [object, object.model.init()]))
  const latestCalls = new Map<Operation['process'], number>()
  for (const operation of order) {
    const { process, invoked, returned } = operation
    const latest = latestCalls.get(process) ?? -Infinity
    if (returned < latest) return false
    latestCalls.set(process, Math.max(latest, invoked))
    const object = objectOf.get(operation)
    const next = object?.model.step(states.get(object), operation)
    if (object === undefined || next === undefined) return false
    states.set(object, next)
  }
  return true
}
