import type { Operation } from '../../../src/record/operation.ts'
import { elementKey } from '../../models/collections/append-list.ts'
import { conflictOver } from './append-conflict.ts'
import type { AppendHistory, ListRead } from './append-history.ts'
import type { ElementConflict } from '../sets/element-conflict.ts'
import { isRequired } from '../search/prepare.ts'

export type AppendPlacement =
  { readonly order: readonly Operation[] } | { readonly conflict: ElementConflict }

/**
 * An order of the operations on a list, or a few of them that allow none, if all reads are beginnings of the
 * longest; that is for the caller to know. The order is forced then: the reads of the empty list, the first
 * element's append, the reads of a list of one, and so on, and last the appends nobody saw. Within one such
 * group it is that of the invocations. Undefined when an element read twice may have been appended twice.
 */
export function placeAppends(history: AppendHistory): AppendPlacement | undefined {
  const chain = chainOf(history, history.longest)
  if (chain === undefined || 'conflict' in chain) return chain
  const order: Operation[] = []
  let latest: Operation | undefined
  for (const group of groupsOf(history, chain.appends)) {
    const before = latest
    for (const operation of group) {
      if (before !== undefined && operation.returned < before.invoked)
        return { conflict: outOfOrder(history, before, operation) }
      order.push(operation)
      if (latest === undefined || operation.invoked > latest.invoked) latest = operation
    }
  }
  return { order }
}

/** The appends of the elements read, in the order of the list. */
function chainOf(
  history: AppendHistory,
  read: ListRead | undefined,
): { readonly appends: ReadonlySet<Operation> } | { readonly conflict: ElementConflict } | undefined {
  const appends = new Set<Operation>()
  if (read === undefined) return { appends }
  for (const element of read.list) {
    const key = elementKey(element)
    const origin = history.appends.get(key)
    if (origin !== undefined && appends.has(origin) && history.again.has(key)) return undefined
    // an element from nowhere, or one that is in the list twice
    if (origin === undefined || appends.has(origin))
      return { conflict: conflictOver(history, [read.operation], [element]) }
    appends.add(origin)
  }
  return { appends }
}

function groupsOf({ appends, reads }: AppendHistory, chain: ReadonlySet<Operation>): Operation[][] {
  const groups: Operation[][] = [[]]
  for (const append of chain) groups.push([append], [])
  for (const { operation, list } of reads) groups[2 * list.length]?.push(operation)
  groups.push([...appends.values()].filter((append) => isRequired(append) && !chain.has(append)))
  return groups
}

/** Why the second operation, though it returned before the first began, has to come after it. */
function outOfOrder(history: AppendHistory, first: Operation, second: Operation): ElementConflict {
  const pair = [first, second]
  const appended = pair.filter(({ f }) => f === 'append').map(({ value }) => value)
  if (appended.length > 0) {
    // that one append was before the other is told by a read
    const witness = appended.length === 2 ? history.longest : undefined
    return conflictOver(history, witness === undefined ? pair : [...pair, witness.operation], appended)
  }
  const listOf = (read: Operation): readonly unknown[] =>
    history.reads.find(({ operation }) => operation === read)?.list ?? []
  return conflictOver(history, pair, listOf(second).slice(listOf(first).length).slice(0, 1))
}
