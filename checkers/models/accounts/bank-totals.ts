import type { Operation } from '../../../src/record/operation.ts'
import { balancesRead, describeBankOperation, readTransfer } from './bank-call.ts'
import type { Model } from '../model.ts'

/** What is known of a bank of which nobody knows the balances at first. */
export interface TotalStart {
  /** Of all balances; undefined where no read has told it yet. */
  readonly total: number | undefined
  readonly mayBeNegative: boolean
}

/**
 * A bank as Jepsen checks it: every read has the same total, and no balance below 0, or null. Transfers move money
 * whenever they like.
 */
export function bankTotals({ total: initial, mayBeNegative }: TotalStart): Model<number | null> {
  return {
    name: 'bank',
    functions: ['transfer', 'read'],
    promise:
      `a constant total${mayBeNegative ? '' : ' and no balance below 0'} in every read; not checked is, as the balances at ` +
      'first are not known, whether reads see the transfers that returned before them (--initial tells the balances)',
    isRead: () => true,
    init: () => initial ?? null,
    step(total, operation) {
      if (operation.f !== 'read') {
        readTransfer(operation)
        return total
      }
      const found = totalRead(operation, mayBeNegative)
      if (found === undefined) return total
      return found === (total ?? found) ? found : undefined
    },
    key: (total) => total ?? 'unknown',
    describeOperation: describeBankOperation,
    describeState: (total) => (total === null ? 'an unknown total' : `a total of ${total}`),
  }
}

/** The total of the first read that has one. */
export function totalAtFirst(operations: readonly Operation[], mayBeNegative: boolean): number | undefined {
  let first: { readonly returned: number; readonly total: number } | undefined
  for (const operation of operations) {
    if (operation.f !== 'read' || (first !== undefined && first.returned <= operation.returned)) continue
    const total = totalRead(operation, mayBeNegative)
    if (total !== undefined && !Number.isNaN(total)) first = { returned: operation.returned, total }
  }
  return first?.total
}

/** NaN when a balance is null, or below 0 and must not be; undefined when the outcome of the read is unknown. */
function totalRead(operation: Operation, mayBeNegative: boolean): number | undefined {
  const balances = balancesRead(operation)
  if (balances === undefined) return undefined
  let total = 0
  for (const balance of balances.values()) total += balance < 0 && !mayBeNegative ? NaN : balance
  return total
}
