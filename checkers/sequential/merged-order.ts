import type { Operation } from '../../src/record/operation.ts'
import { inOrder } from '../linearizability/search/timed.ts'
import type { Timed } from '../linearizability/search/timed.ts'

/** One order of the operations on all objects, of an order for each that keeps real time (Herlihy and Wing's locality). */
export function mergedOrder(orders: readonly (readonly Operation[])[]): Operation[] {
  const timed = orders.flatMap((order) => {
    let at = -Infinity
    return order.map((operation): Timed => {
      at = Math.max(at, operation.invoked)
      return { operation, at }
    })
  })
  return inOrder(timed)
}
