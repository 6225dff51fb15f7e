import type { ComparedValues } from '../../src/record/compared-values.ts'
import { antiDependencies } from './dependency.ts'
import type { Dependency } from './dependency.ts'
import type { Transaction } from './transaction.ts'
import { comparedLists } from './wording.ts'

/**
 * Of a cycle a read that missed an append, beside a read of the same cycle that has it: the longest, where the eye alone
 * does not find it. Undefined without both.
 */
export function missedAppend(
  cycle: readonly Dependency[],
  transactions: readonly Transaction[],
): ComparedValues | undefined {
  let longest: { readonly without: Read; readonly held: Read } | undefined
  for (const { from, kind, key, after } of cycle) {
    if ((kind & antiDependencies) === 0 || key === undefined || after === undefined) continue
    const reads = transactions.flatMap((transaction, index) =>
      readsOf(transaction, key, `T${index + 1} read`),
    )
    const without = reads.find(({ reader, list }) => reader === from && !list.includes(after))
    const held = reads.find(({ reader, list }) => reader !== from && list.includes(after))
    if (without === undefined || held === undefined) continue
    if (longest === undefined || held.list.length > longest.held.list.length) longest = { without, held }
  }
  if (longest === undefined) return undefined
  const { without, held } = longest
  return comparedLists(without.list, held.list, [without.name, held.name])
}

interface Read {
  readonly reader: number
  readonly name: string
  readonly list: readonly string[]
}

const readsOf = ({ id, micros }: Transaction, key: string, name: string): Read[] =>
  micros.flatMap((micro) =>
    micro.f === 'r' && micro.key === key && micro.list !== undefined
      ? [{ reader: id, name, list: micro.list }]
      : [],
  )
