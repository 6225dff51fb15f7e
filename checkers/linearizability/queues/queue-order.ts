import { LeastFirst } from '../search/least-first.ts'
import type { Stay } from './queue-stays.ts'

/**
 * An order in which the values can have gone through the queue: none comes after another that had certainly been
 * put in, or taken out, before it was put in itself, nor after one taken out before it was. Undefined when there
 * is none.
 *
 * The values that may be next are those invoked before anything of the others returned, so they only grow in
 * number while values are taken; of these, any will do.
 */
export function orderOfValues(stays: readonly Stay[]): readonly Stay[] | undefined {
  const put = (stay: Stay): number => stay.enqueue.returned
  const byCall = [...stays].sort((a, b) => a.enqueue.invoked - b.enqueue.invoked)
  const byPut = [...stays].sort((a, b) => compare(put(a), put(b)))
  const byOut = [...stays].sort((a, b) => compare(a.out, b.out))
  const callable = new LeastFirst<Stay>()
  const order: Stay[] = []
  const done = new Set<Stay>()
  let called = 0
  let firstPut = 0
  let firstOut = 0
  while (order.length < stays.length) {
    while (done.has(byPut[firstPut] as Stay)) firstPut++
    while (done.has(byOut[firstOut] as Stay)) firstOut++
    const out = (byOut[firstOut] as Stay).out
    const earliest = Math.min(put(byPut[firstPut] as Stay), out)
    for (
      let stay = byCall[called];
      stay !== undefined && stay.enqueue.invoked <= earliest;
      stay = byCall[++called]
    )
      callable.add(stay.to, stay)
    const next = callable.takeUpTo(out)
    if (next === undefined) return undefined
    order.push(next)
    done.add(next)
  }
  return order
}

// both may be infinite
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
