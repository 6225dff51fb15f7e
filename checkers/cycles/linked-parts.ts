import { groupLinked } from '../models/linked-groups.ts'
import type { Dependency } from './dependency.ts'
import type { Footprint } from './footprint.ts'
import type { Chain, Relation } from './relation.ts'
import type { Transaction } from './transaction.ts'

/** Transactions that keys link, and the relation among them, in which they are numbered by their place here. */
export interface LinkedPart {
  readonly members: readonly Transaction[]
  readonly inner: Relation
}

/** The parts of a relation that share no key. A transaction that touches no key is in none. */
export function linkedParts(
  relation: Relation,
  present: readonly Transaction[],
  footprintOf: (transaction: number) => Footprint,
): LinkedPart[] {
  const keysOf = (id: number): string[] => {
    const { reads, writes } = footprintOf(id)
    return [...reads.keys(), ...writes.keys()]
  }
  const named = present.filter(({ id }) => keysOf(id).length > 0)
  const transactionOf = new Map(named.map((transaction) => [transaction.operation, transaction]))
  const groups = groupLinked(
    named.map(({ operation }) => operation),
    (_, index) => keysOf(named[index]?.id ?? -1),
  )
  const groupOfKey = new Map<string, number>()
  const groupOf = new Map<number, number>()
  const place = new Map<number, number>()
  const members = groups.map((group, number) => {
    for (const key of group.names) groupOfKey.set(key, number)
    return group.members.flatMap((operation, index) => {
      const transaction = transactionOf.get(operation)
      if (transaction === undefined) return []
      groupOf.set(transaction.id, number)
      place.set(transaction.id, index)
      return [transaction]
    })
  })
  const moved = (id: number): number => place.get(id) ?? -1
  const chains: Chain[][] = groups.map(() => [])
  for (const { key, blocks, readers, unread } of relation.chains) {
    chains[groupOfKey.get(key) ?? -1]?.push({
      key,
      blocks: blocks.map((one) => ({ ...one, writer: moved(one.writer) })),
      readers: readers.map((one) => ({ ...one, reader: moved(one.reader) })),
      unread: unread.map((one) => ({ ...one, writer: moved(one.writer) })),
    })
  }
  const dependencies: Dependency[][] = groups.map(() => [])
  for (const one of relation.dependencies)
    dependencies[groupOf.get(one.from) ?? -1]?.push({ ...one, from: moved(one.from), to: moved(one.to) })
  return members.map((group, number) => ({
    members: group,
    inner: {
      transactions: group.map((transaction, id) => ({ ...transaction, id })),
      effective: group.map(() => true),
      chains: chains[number] ?? [],
      dependencies: dependencies[number] ?? [],
      realTime: relation.realTime,
    },
  }))
}
