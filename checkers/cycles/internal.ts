import type { Anomaly } from './anomaly.ts'
import type { Transaction } from './transaction.ts'
import { listText } from './wording.ts'
import type { Wording } from './wording.ts'

/** What a transaction must find in a key after what it did itself: the whole list, or only how it ends. */
interface Expected {
  readonly whole: boolean
  readonly list: readonly string[]
}

/** A read that contradicts what its own transaction read or appended before; the first one, if any. */
export function internalAnomaly(transaction: Transaction, wording: Wording): Anomaly | undefined {
  const expected = new Map<string, Expected>()
  for (const micro of transaction.micros) {
    const known = expected.get(micro.key)
    if (micro.f !== 'r') {
      expected.set(micro.key, { whole: known?.whole ?? false, list: [...(known?.list ?? []), micro.element] })
      continue
    }
    if (micro.list === undefined) continue
    if (known !== undefined && !fits(micro.list, known)) {
      return {
        kind: 'internal',
        headline: `a transaction did not see its own work: it read ${listText(micro.list)} from ${micro.key}`,
        proof: [
          { kind: 'let', text: `T1 = ${wording.of(transaction)}.` },
          {
            kind: 'then',
            text: `by what T1 did before, ${micro.key} ${known.whole ? 'is' : 'ends in'} ${listText(known.list)}.`,
          },
          { kind: 'however', text: `T1 read ${listText(micro.list)}.` },
        ],
        transactions: [transaction],
      }
    }
    expected.set(micro.key, { whole: true, list: micro.list })
  }
  return undefined
}

function fits(list: readonly string[], { whole, list: own }: Expected): boolean {
  const offset = list.length - own.length
  return (whole ? offset === 0 : offset >= 0) && own.every((element, i) => list[offset + i] === element)
}

/**
 * A read that holds what its own transaction appends only afterwards: Elle's future read. Only where each element was
 * appended once; otherwise another transaction's may have been read.
 */
export function futureRead(
  transaction: Transaction,
  isTraceable: (key: string, element: string) => boolean,
  wording: Wording,
): Anomaly | undefined {
  for (const [index, micro] of transaction.micros.entries()) {
    if (micro.f === 'r') continue
    const { key, element } = micro
    const early = transaction.micros
      .slice(0, index)
      .find((earlier) => earlier.f === 'r' && earlier.key === key && holds(earlier, element))
    if (early === undefined || !isTraceable(key, element)) continue
    return {
      kind: 'future-read',
      headline: `a transaction read ${element} from ${key} before it wrote it itself`,
      proof: [
        { kind: 'let', text: `T1 = ${wording.of(transaction)}.` },
        { kind: 'then', text: `T1 observed ${element} in ${key}, which nobody else wrote.` },
        { kind: 'however', text: `T1 wrote ${element} only after that read.` },
      ],
      transactions: [transaction],
    }
  }
  return undefined
}

function holds(micro: Transaction['micros'][number], element: string): boolean {
  if (micro.f !== 'r') return false
  return micro.value === element || (micro.list?.includes(element) ?? false)
}
