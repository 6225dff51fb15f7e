import type { Operation } from '../../../src/record/operation.ts'
import type { ResidenceInterval } from './residence-intervals.ts'

/** A dequeue that found the queue empty, at a position where it can have been. */
export interface EmptyPoint {
  readonly operation: Operation
  readonly at: number
}

/** By position; or a dequeue that found the queue empty, and values of which one was there at any time. */
export function findEmptyPoints(
  residences: readonly ResidenceInterval[],
  foundEmpty: readonly Operation[],
):
  | readonly EmptyPoint[]
  | { readonly operation: Operation; readonly residences: readonly ResidenceInterval[] } {
  const certain = residences.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)
  const filled: { readonly from: number; to: number }[] = []
  for (const { from, to } of certain) {
    const last = filled.at(-1)
    // where one goes as the next one comes the queue may be empty
    if (last === undefined || from >= last.to) filled.push({ from, to })
    else last.to = Math.max(last.to, to)
  }
  const emptyPoints: EmptyPoint[] = []
  let next = 0
  for (const operation of [...foundEmpty].sort((a, b) => a.invoked - b.invoked)) {
    while ((filled[next]?.to ?? Infinity) <= operation.invoked) next++
    const around = filled[next]
    const at = around !== undefined && around.from < operation.invoked ? around.to : operation.invoked
    if (at > operation.returned) return { operation, residences: cover(certain, operation) }
    emptyPoints.push({ operation, at })
  }
  return emptyPoints.sort((a, b) => a.at - b.at)
}

/** As few as there can be. */
function cover(certain: readonly ResidenceInterval[], { invoked, returned }: Operation): ResidenceInterval[] {
  const chosen: ResidenceInterval[] = []
  let next = 0
  for (let covered = invoked; covered <= returned;) {
    let longest: ResidenceInterval | undefined
    for (let one = certain[next]; one !== undefined && one.from < covered; one = certain[++next])
      if (longest === undefined || one.to > longest.to) longest = one
    if (longest === undefined) break
    chosen.push(longest)
    covered = longest.to
  }
  return chosen
}
