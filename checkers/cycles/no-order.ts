import type { Operation } from '../../src/record/operation.ts'
import type { Anomaly } from './anomaly.ts'
import type { Transaction } from './transaction.ts'
import type { Wording } from './wording.ts'

/** Transactions among which those in conflict are looked for one by one, and how many are shown. */
const MAX_SHRUNK = 60
const MAX_SHOWN = 12

/**
 * What trying every order showed, where no single dependency does. `isRefuted` tells of some operations whether they
 * alone have no order.
 */
export function noOrderAnomaly(
  among: readonly Transaction[],
  snapshot: boolean,
  wording: Wording,
  isRefuted: (operations: readonly Operation[]) => boolean,
): Anomaly {
  const transactions = inConflict(among, isRefuted)
  const shown = transactions.slice(0, MAX_SHOWN)
  const others = among.length - transactions.length
  const order = snapshot ? 'order of starts and commits' : 'order'
  const count = transactions.length === 1 ? '1 transaction' : `${transactions.length} transactions`
  const rest = others === 0 ? '' : ', whatever the others read and whenever they took effect'
  return {
    kind: 'no-order',
    headline: `no ${order} explains ${count}${rest}`,
    proof: [
      ...shown.map((transaction, i) => ({
        kind: 'let' as const,
        text: `T${i + 1} = ${wording.of(transaction)}.`,
      })),
      {
        kind: 'however',
        text: `every ${order} was tried${transactions.length > MAX_SHOWN ? `, of these and ${transactions.length - MAX_SHOWN} more` : ''}: in each a read returned what was not there.`,
      },
    ],
    transactions,
  }
}

/** The committed transactions of which none can be taken for one of unknown outcome without there being an order. */
function inConflict(
  among: readonly Transaction[],
  isRefuted: (operations: readonly Operation[]) => boolean,
): readonly Transaction[] {
  if (among.length > MAX_SHRUNK) return among
  let operations = among.map(({ operation }) => operation)
  for (const [index, { status }] of among.entries()) {
    if (status !== 'committed') continue
    const weaker = operations.map((operation, i) => (i === index ? forgotten(operation) : operation))
    if (isRefuted(weaker)) operations = weaker
  }
  return among.filter((_, index) => operations[index]?.outcome.type === 'ok')
}

function forgotten(operation: Operation): Operation {
  return { ...operation, outcome: { type: 'info', error: 'forgotten' }, returned: Infinity }
}
