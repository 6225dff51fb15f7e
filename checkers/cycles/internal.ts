import type { Anomaly } from './anomaly.ts'
import type { Transaction } from './transaction.ts'
import { comparedLists, listText } from './wording.ts'
import type { Wording } from './wording.ts'

/** What a transaction must find in a key after what it did itself: the whole list, or only how it ends. */
interface Expected {
  readonly whole: boolean
  /** How it ends: first what was read, then what was appended since. */
  readonly read: readonly string[]
  readonly appended: string[]
}

/** A read that contradicts what its own transaction read or appended before; the first one, if any. */
export function internalAnomaly(transaction: Transaction, wording: Wording): Anomaly | undefined {
  const expected = new Map<string, Expected>()
  for (const micro of transaction.micros) {
    const known = expected.get(micro.key)
    if (micro.f !== 'r') {
      if (known === undefined) expected.set(micro.key, { whole: false, read: [], appended: [micro.element] })
      else known.appended.push(micro.element)
      continue
    }
    if (micro.list === undefined) continue
    if (known !== undefined && !fits(micro.list, known)) {
      const had = [...known.read, ...known.appended]
      const read = known.whole ? micro.list : micro.list.slice(-had.length)
      return {
        kind: 'internal',
        headline: `a transaction did not see its own work: it read ${listText(micro.list)} from ${micro.key}`,
        proof: [
          { kind: 'let', text: `T1 = ${wording.of(transaction)}.` },
          {
            kind: 'then',
            text: `by what T1 did before, ${micro.key} ${known.whole ? 'is' : 'ends in'} ${listText(had)}.`,
          },
          { kind: 'however', text: `T1 read ${listText(micro.list)}.` },
        ],
        compared: comparedLists(
          read,
          had,
          known.whole ? ['T1 read', 'had to be'] : ['ends in', 'had to end in'],
        ),
        transactions: [transaction],
      }
    }
    expected.set(micro.key, { whole: true, read: micro.list, appended: [] })
  }
  return undefined
}

function fits(list: readonly string[], { whole, read, appended }: Expected): boolean {
  const offset = list.length - read.length - appended.length
  if (whole ? offset !== 0 : offset < 0) return false
  const from = offset + read.length
  return (
    read.every((element, i) => list[offset + i] === element) &&
    appended.every((element, i) => list[from + i] === element)
  )
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
  // a later read holds no more, but for what was written by then
  const found = new Map<string, ReadonlySet<string>>()
  for (const micro of transaction.micros) {
    const { key } = micro
    if (micro.f === 'r') {
      if (!found.has(key))
        found.set(key, new Set(micro.list ?? (micro.value === undefined ? [] : [micro.value])))
      continue
    }
    const { element } = micro
    if (found.get(key)?.has(element) !== true || !isTraceable(key, element)) continue
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
