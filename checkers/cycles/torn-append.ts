import type { Anomaly } from './anomaly.ts'
import type { KeyReads } from './list-reads.ts'
import type { Transaction } from './transaction.ts'
import { comparedLists, listText } from './wording.ts'
import type { Wording } from './wording.ts'
import type { Writes } from './writes.ts'

/**
 * A transaction of which the longest read shows some appends to the key but not all, or not in their order. Only what
 * the reader itself appended may still be going on; what its read cannot hold yet is no part of this.
 */
export function tornAppend(
  { key, longest, traceable }: KeyReads,
  writes: Writes,
  wording: Wording,
): Anomaly | undefined {
  if (!traceable) return undefined
  const shown = new Map<Transaction, string[]>()
  for (const element of longest.list) addTo(shown, writes.of(key, element)?.transaction, element)
  for (const [writer, elements] of shown) {
    const asked = writes.by(writer, key)
    const seen = writer === longest.transaction ? asked.slice(0, elements.length) : asked
    if (elements.length === seen.length && elements.every((element, i) => element === seen[i])) continue
    const isHalf = elements.length < asked.length
    return {
      kind: isHalf ? 'G1b' : 'incompatible-order',
      headline: isHalf
        ? `half of a transaction was read: of its appends ${listText(asked)} to ${key} only ${listText(elements)}`
        : `the appends of one transaction to ${key} were read as ${listText(elements)}, but it made them as ${listText(asked)}`,
      proof: [
        { kind: 'let', text: `T1 = ${wording.of(writer)}.` },
        { kind: 'let', text: `T2 = ${wording.of(longest.transaction)}.` },
        {
          kind: 'then',
          text: `T2 read ${listText(longest.list)} from ${key}: of T1's appends ${listText(elements)}, in this order.`,
        },
        {
          kind: 'however',
          text: `T1 appended ${listText(asked)} to ${key} in one transaction: it takes effect whole and in its order.`,
        },
      ],
      compared: comparedLists(elements, asked, ['T2 read of it', 'T1 appended']),
      transactions: writer === longest.transaction ? [writer] : [writer, longest.transaction],
    }
  }
  return undefined
}

function addTo(map: Map<Transaction, string[]>, transaction: Transaction | undefined, element: string): void {
  if (transaction === undefined) return
  const elements = map.get(transaction)
  if (elements === undefined) map.set(transaction, [element])
  else elements.push(element)
}
