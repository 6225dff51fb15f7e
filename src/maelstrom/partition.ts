import type { RandomStream } from '../base/random.ts'

const kinds = ['one', 'majority', 'minority-third', 'majorities-ring'] as const

/** A partition: nodes hear each other where a part has both. A node may be in several parts. */
export interface Partition {
  readonly kind: (typeof kinds)[number]
  readonly parts: readonly (readonly string[])[]
}

/**
 * As Jepsen draws them: one node alone, a majority and the rest, less than a third and the rest, overlapping majorities.
 * Of two nodes or more some do not hear each other.
 */
export function drawnPartition(ids: readonly string[], random: RandomStream): Partition {
  const order = random.shuffle(ids)
  const split = (count: number): string[][] => [order.slice(0, count), order.slice(count)]
  const majority = Math.floor(ids.length / 2) + 1
  const kind = random.pick(kinds)
  // two nodes can only be parted
  if (kind === 'one' || order.length < 3) return { kind: 'one', parts: split(1) }
  if (kind === 'majority') return { kind, parts: split(ids.length - majority) }
  if (kind === 'minority-third') return { kind, parts: split(Math.max(1, Math.floor((ids.length - 1) / 3))) }
  // of three one hears both others, which do not hear each other: on a ring of three all would
  if (order.length === 3) return { kind, parts: [order.slice(0, 2), order.slice(1)] }
  // each node hears a majority around it on a ring, and no two the same one
  return { kind, parts: ringParts(order, Math.floor(majority / 2)) }
}

/** Pairs that hear each other: each node and those up to `reach` further on. */
const ringParts = (order: readonly string[], reach: number): string[][] =>
  order.flatMap((id, at) =>
    Array.from({ length: reach }, (_, step) => [id, order[(at + step + 1) % order.length] ?? '']),
  )
