import type { Operation } from '../../../src/record/operation.ts'
import type { Stay } from './queue-stays.ts'

/** A dequeue that found the queue empty, at a position where it can have been. */
export interface Gap {
  readonly operation: Operation
  readonly at: number
}

/** By position; or a dequeue that found the queue empty, and values of which one was there at any time. */
export function findGaps(
  stays: readonly Stay[],
  foundEmpty: readonly Operation[],
): readonly Gap[] | { readonly operation: Operation; readonly stays: readonly Stay[] } {
  const certain = stays.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)
  const filled: { readonly from: number; to: number }[] = []
  for (const { from, to } of certain) {
    const last = filled.at(-1)
    // where one goes as the next one comes the queue may be empty
    if (last === undefined || from >= last.to) filled.push({ from, to })
    else last.to = Math.max(last.to, to)
  }
  const gaps: Gap[] = []
  let next = 0
  for (const operation of [...foundEmpty].sort((a, b) => a.invoked - b.invoked)) {
    while ((filled[next]?.to ?? Infinity) <= operation.invoked) next++
    const around = filled[next]
    const at = around !== undefined && around.from < operation.invoked ? around.to : operation.invoked
    if (at > operation.returned) return { operation, stays: cover(certain, operation) }
    gaps.push({ operation, at })
  }
  return gaps.sort((a, b) => a.at - b.at)
}

/** As few as there can be. */
function cover(certain: readonly Stay[], { invoked, returned }: Operation): Stay[] {
  const chosen: Stay[] = []
  let next = 0
  for (let covered = invoked; covered <= returned;) {
    let longest: Stay | undefined
    for (let one = certain[next]; one !== undefined && one.from < covered; one = certain[++next])
      if (longest === undefined || one.to > longest.to) longest = one
    if (longest === undefined) break
    chosen.push(longest)
    covered = longest.to
  }
  return chosen
}
