import type { Anomaly } from './anomaly.ts'
import type { Chain } from './relation.ts'
import type { Transaction } from './transaction.ts'
import type { Wording } from './wording.ts'

/** Two transactions that read the same version of a key and both wrote the key: one did not see the other. */
export function lostUpdate(
  { key, blocks, readers, unread }: Chain,
  transactions: readonly Transaction[],
  wording: Wording,
): Anomaly | undefined {
  const writers = new Set([...blocks, ...unread].map(({ writer }) => writer))
  const firstAt = new Map<number, number>()
  for (const { reader, at } of readers) {
    if (!writers.has(reader)) continue
    const first = firstAt.get(at)
    if (first === undefined) firstAt.set(at, reader)
    else if (first !== reader) return lostBy(key, transactions[first], transactions[reader], wording)
  }
  return undefined
}

/** The anomaly of two transactions; undefined when one of them is not there. */
export function lostBy(
  key: string,
  first: Transaction | undefined,
  second: Transaction | undefined,
  wording: Wording,
): Anomaly | undefined {
  if (first === undefined || second === undefined) return undefined
  return {
    kind: 'lost-update',
    headline: `an update was lost: two transactions read the same version of ${key}, and both wrote ${key}`,
    proof: [
      { kind: 'let', text: `T1 = ${wording.of(first)}.` },
      { kind: 'let', text: `T2 = ${wording.of(second)}.` },
      { kind: 'then', text: `T1 and T2 each read ${key} as it was before either wrote it.` },
      { kind: 'however', text: `both wrote ${key}: whichever came second did not see the other's write.` },
    ],
    transactions: [first, second],
  }
}
