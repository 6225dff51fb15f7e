import type { KeyReads } from './list-reads.ts'
import { isPrefix } from './list-reads.ts'
import type { Block, Chain } from './relation.ts'
import type { Write, Writes } from './writes.ts'

/**
 * The order of one key's appends: as the longest read has them, then those of effective transactions that no read
 * holds, which come after them, for each read precedes them. Undefined when elements do not name their transactions.
 */
export function listChain(
  key: string,
  reads: KeyReads | undefined,
  writes: Writes,
  effective: readonly boolean[],
): Chain | undefined {
  if (reads?.traceable === false) return undefined
  const order = reads === undefined ? [] : appendsInOrder(reads, writes)
  const blocks: { writer: number; first: string; last: string }[] = []
  /** How many blocks a read of so many elements saw, less one. */
  const blockOf: number[] = []
  for (const append of order) {
    const last = blocks.at(-1)
    if (append === undefined) blockOf.push(blocks.length - 1)
    else if (last?.writer === append.transaction.id) {
      last.last = append.element
      blockOf.push(blocks.length - 1)
    } else {
      const { element } = append
      blockOf.push(blocks.push({ writer: append.transaction.id, first: element, last: element }) - 1)
    }
  }
  const held = new Set(order.map((append) => append?.element))
  return {
    key,
    blocks,
    readers: (reads?.reads ?? [])
      .filter((read) => read.isFirst && isPrefix(read.list, reads?.longest.list ?? []))
      .map(({ transaction, before }) => ({
        reader: transaction.id,
        at: before <= 0 ? 0 : (blockOf[before - 1] ?? blocks.length - 1) + 1,
      })),
    unread: unreadBlocks(key, writes, effective, held),
  }
}

/** What the longest read holds, and what the last of its transactions appended after that. */
function appendsInOrder({ key, longest }: KeyReads, writes: Writes): (Write | undefined)[] {
  const order = longest.list.map((element) => writes.of(key, element))
  const last = order.at(-1)
  if (last === undefined || last.final) return order
  const held = new Set(longest.list)
  const own = writes.by(last.transaction, key)
  for (const element of own.slice(own.indexOf(last.element) + 1))
    if (!held.has(element)) order.push(writes.of(key, element))
  return order
}

function unreadBlocks(
  key: string,
  writes: Writes,
  effective: readonly boolean[],
  held: ReadonlySet<string | undefined>,
): Block[] {
  const blocks = new Map<number, { writer: number; first: string; last: string }>()
  for (const { transaction, element } of writes.toKey(key)) {
    const writer = transaction.id
    if (effective[writer] !== true || held.has(element)) continue
    const known = blocks.get(writer)
    if (known === undefined) blocks.set(writer, { writer, first: element, last: element })
    else known.last = element
  }
  return [...blocks.values()]
}
