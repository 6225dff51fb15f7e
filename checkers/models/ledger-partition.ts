import type { Operation } from '../../src/history/operation.ts'
import { partition } from './by-key.ts'
import { readCall } from './ledger-call.ts'
import type { Partition } from './model.ts'

/** Accounts between which money could have moved are one object; the others are checked one by one. */
export function partitionAccounts(operations: readonly Operation[]): Partition[] {
  const parents = new Map<string, string>()
  const rootOf = (account: string): string => {
    const parent = parents.get(account) ?? account
    if (parent === account) return account
    const root = rootOf(parent)
    parents.set(account, root)
    return root
  }
  const calls = operations.map(readCall)
  for (const call of calls) if (call.f === 'transfer') parents.set(rootOf(call.to), rootOf(call.from))
  const groups = new Map<string, { accounts: Set<string>; operations: Operation[] }>()
  operations.forEach((operation, index) => {
    const call = calls[index] as (typeof calls)[number]
    const names = call.f === 'transfer' ? [call.from, call.to] : [call.account]
    const root = rootOf(names[0] as string)
    const group = groups.get(root) ?? { accounts: new Set<string>(), operations: [] }
    groups.set(root, group)
    for (const account of names) group.accounts.add(account)
    group.operations.push(operation)
  })
  return [...groups.values()].map((group) =>
    partition([...group.accounts].sort().join('+'), group.operations),
  )
}
