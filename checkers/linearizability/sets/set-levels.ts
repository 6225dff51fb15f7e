import { elementKey } from '../../models/collections/append-list.ts'
import type { ElementConflict } from './element-conflict.ts'
import { conflictOver, misfit } from './set-conflict.ts'
import type { SetHistory, SetRead } from './set-history.ts'

/** What the reads of a set that only grows tell: each saw all that the smaller ones saw. */
export interface SetLevels {
  /** The reads by what they saw, the fewest elements first; those of one level saw the same. */
  readonly reads: readonly (readonly SetRead[])[]
  /** By the number of the element, the first level that has it; one more than the last where none has. */
  readonly levelOf: readonly number[]
}

/** Gives the operations in conflict when a read saw what it could not, or two do not fit one another. */
export function levelReads(history: SetHistory): SetLevels | { readonly conflict: ElementConflict } {
  const levelOf = new Array<number>(history.elements.size).fill(-1)
  const listedIn = new Array<SetRead | undefined>(history.elements.size).fill(undefined)
  const reads: SetRead[][] = []
  let seen = 0
  for (const read of [...history.reads].sort((a, b) => a.list.length - b.list.length)) {
    const smaller = reads.at(-1)
    const isLarger = smaller === undefined || read.list.length > seen
    const level = isLarger ? reads.length : reads.length - 1
    for (const element of read.list) {
      const known = history.elements.get(elementKey(element))
      // twice in the list, or from nowhere
      if (known === undefined || known.adds.length === 0 || listedIn[known.number] === read)
        return { conflict: conflictOver(history, [read.operation], [element]) }
      listedIn[known.number] = read
      if (levelOf[known.number] !== -1) continue
      levelOf[known.number] = level
      seen++
    }
    if (seen > read.list.length) {
      const [other = read] = smaller ?? []
      return { conflict: misfit(history, read, other) }
    }
    if (isLarger) reads.push([read])
    else smaller?.push(read)
  }
  return { reads, levelOf: levelOf.map((level) => (level === -1 ? reads.length : level)) }
}
