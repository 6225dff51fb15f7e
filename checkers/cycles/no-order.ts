import type { Anomaly } from './anomaly.ts'
import type { Transaction } from './transaction.ts'
import type { Wording } from './wording.ts'

/** Transactions shown of those that have no order. */
const mostShown = 12

/** What trying every order showed, where no single dependency does. */
export function noOrderAnomaly(
  transactions: readonly Transaction[],
  snapshot: boolean,
  wording: Wording,
): Anomaly {
  const shown = transactions.slice(0, mostShown)
  const hidden = transactions.length - shown.length
  const order = snapshot ? 'no order of starts and commits' : 'no order'
  return {
    kind: 'no-order',
    headline: `${order} of ${transactions.length} transactions explains what they read`,
    proof: [
      ...shown.map((transaction, i) => ({
        kind: 'let' as const,
        text: `T${i + 1} = ${wording.of(transaction)}.`,
      })),
      {
        kind: 'however',
        text: `every order of these was tried${hidden > 0 ? `, with ${hidden} more` : ''}: in each, one of the reads returned what was not there.`,
      },
    ],
    transactions,
  }
}
