import type { Operation } from '../../../src/record/operation.ts'
import { partition } from '../by-key.ts'
import { accountsOf } from './ledger-call.ts'
import { groupLinked } from '../linked-groups.ts'
import type { Partition } from '../model.ts'

/** Accounts between which money could have moved are one object; the others are checked one by one. */
export function partitionAccounts(operations: readonly Operation[]): Partition[] {
  const groups = groupLinked(operations, accountsOf)
  return groups.map(({ names, members }) => partition(names.join('+'), members))
}
