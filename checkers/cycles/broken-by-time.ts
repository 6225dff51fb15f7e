import type { Relation } from './relation.ts'

/**
 * Transactions that began after one had returned which, by what was read, comes later: with it they are a cycle of two.
 * All of those, found in one pass over each chain. By number, rising.
 */
export function brokenByTime({ transactions, chains, dependencies }: Relation): number[] {
  const invoked = (id: number): number => transactions[id]?.operation.invoked ?? Infinity
  const returned = (id: number): number => transactions[id]?.operation.returned ?? Infinity
  const broken = new Set<number>()
  for (const { from, to } of dependencies) if (returned(to) < invoked(from)) broken.add(from)
  for (const { blocks, readers, unread } of chains) {
    /** The first return of all that wrote block `i` or a later one, and of all that read more than `i` blocks. */
    const written = new Float64Array(blocks.length + 1).fill(Infinity)
    const read = new Float64Array(blocks.length + 1).fill(Infinity)
    for (const { writer } of unread)
      written[blocks.length] = Math.min(written[blocks.length] as number, returned(writer))
    for (const { reader, at } of readers)
      if (at > 0) read[at - 1] = Math.min(read[at - 1] as number, returned(reader))
    for (let block = blocks.length - 1; block >= 0; block--) {
      const writer = blocks[block]?.writer ?? -1
      read[block] = Math.min(read[block] as number, read[block + 1] as number)
      if (Math.min(written[block + 1] as number, read[block] as number) < invoked(writer)) broken.add(writer)
      written[block] = Math.min(written[block + 1] as number, returned(writer))
    }
    for (const { reader, at } of readers) if ((written[at] as number) < invoked(reader)) broken.add(reader)
  }
  return [...broken].sort((a, b) => a - b)
}
