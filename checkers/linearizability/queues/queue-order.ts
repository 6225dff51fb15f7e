import { elementAt } from '../../../src/base/element-at.ts'
import { Heap } from '../../../src/base/heap.ts'
import type { ResidenceInterval } from './residence-intervals.ts'

/**
 * An order in which the values can have gone through the queue: none comes after another that had certainly been
 * put in, or taken out, before it was put in itself, nor after one taken out before it was. Undefined when there
 * is none.
 *
 * The values that may be next are those invoked before anything of the others returned, so they only grow in
 * number while values are taken; of these, any will do.
 */
export function orderOfValues(
  residences: readonly ResidenceInterval[],
): readonly ResidenceInterval[] | undefined {
  const put = (residence: ResidenceInterval): number => residence.enqueue.returned
  const byCall = [...residences].sort((a, b) => a.enqueue.invoked - b.enqueue.invoked)
  const byPut = [...residences].sort((a, b) => compare(put(a), put(b)))
  const byOut = [...residences].sort((a, b) => compare(a.out, b.out))
  const callable = new Heap<ResidenceInterval>((a, b) => a.to < b.to)
  const order: ResidenceInterval[] = []
  const done = new Set<ResidenceInterval>()
  let called = 0
  let firstPut = 0
  let firstOut = 0
  while (order.length < residences.length) {
    while (done.has(elementAt(byPut, firstPut))) firstPut++
    while (done.has(elementAt(byOut, firstOut))) firstOut++
    const out = elementAt(byOut, firstOut).out
    const earliest = Math.min(put(elementAt(byPut, firstPut)), out)
    for (
      let residence = byCall[called];
      residence !== undefined && residence.enqueue.invoked <= earliest;
      residence = byCall[++called]
    )
      callable.push(residence)
    const next = callable.pop()
    if (next === undefined || next.to > out) return undefined
    order.push(next)
    done.add(next)
  }
  return order
}

// both may be infinite
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
