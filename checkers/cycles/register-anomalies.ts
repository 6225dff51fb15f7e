import { comparedTexts } from '../../src/record/compared-values.ts'
import type { Clause } from '../../src/record/verdict.ts'
import type { Anomaly } from './anomaly.ts'
import { futureRead } from './internal.ts'
import { lostBy } from './lost-update.ts'
import { sourceOf } from './register-versions.ts'
import type { InitialOf, Versions } from './register-versions.ts'
import type { Transaction } from './transaction.ts'
import type { Wording } from './wording.ts'
import type { Writes } from './writes.ts'

/** What one or two transactions show by themselves; of each kind and transaction, or key, the first. */
export function* registerAnomalies(
  transactions: readonly Transaction[],
  writes: Writes,
  versions: Versions,
  initialOf: InitialOf,
  wording: Wording,
): Generator<Anomaly> {
  for (const transaction of transactions) {
    if (transaction.status !== 'committed') continue
    const ownOf = (key: string, value: string): boolean =>
      typeof sourceOf(key, value, writes, initialOf) === 'object'
    yield* [
      internal(transaction, wording) ?? [],
      futureRead(transaction, ownOf, wording) ?? [],
      strangeRead(transaction, writes, initialOf, wording) ?? [],
    ].flat()
  }
  for (const [key, all] of versions.byKey) {
    const writers = new Set((versions.writers.get(key) ?? []).map(({ writer }) => writer))
    for (const { readers } of all) {
      const [first, second] = readers.filter((reader) => writers.has(reader))
      const lost = lostBy(key, transactions[first ?? -1], transactions[second ?? -1], wording)
      if (lost === undefined) continue
      yield lost
      break
    }
  }
}

/** A read that contradicts what its own transaction read or wrote before. */
function internal(transaction: Transaction, wording: Wording): Anomaly | undefined {
  const expected = new Map<string, string>()
  for (const micro of transaction.micros) {
    const { key } = micro
    const known = expected.get(key)
    const value = micro.f === 'r' ? micro.value : micro.element
    if (value === undefined) continue
    expected.set(key, value)
    if (micro.f !== 'r' || known === undefined || known === value) continue
    return {
      kind: 'internal',
      headline: `a transaction did not see its own work: it read ${value} from ${key}, where it had read or written ${known}`,
      proof: [
        { kind: 'let', text: `T1 = ${wording.of(transaction)}.` },
        { kind: 'then', text: `by what T1 did before, ${key} is ${known}.` },
        { kind: 'however', text: `T1 read ${value}.` },
      ],
      compared: comparedTexts(value, known, ['T1 read', 'had to be']),
      transactions: [transaction],
    }
  }
  return undefined
}

/** A read of a value that was never there: nobody's, one of a transaction that failed, or one that was overwritten within. */
function strangeRead(
  transaction: Transaction,
  writes: Writes,
  initialOf: InitialOf,
  wording: Wording,
): Anomaly | undefined {
  for (const micro of transaction.micros) {
    if (micro.f !== 'r' || micro.value === undefined) continue
    const { key, value } = micro
    if (value === initialOf(key)) continue
    const all = writes.all(key, value)
    const [first] = all
    if (first === undefined) {
      return {
        kind: 'unwritten-value',
        headline: `a read of ${key} returned ${value}, which nobody wrote`,
        proof: [
          { kind: 'let', text: `T1 = ${wording.of(transaction)}.` },
          { kind: 'then', text: `T1 observed ${value} in ${key}, which is ${initialOf(key)} at first.` },
          { kind: 'however', text: `no transaction of the history writes ${value} to ${key}.` },
        ],
        transactions: [transaction],
      }
    }
    const writer = first.transaction
    if (all.every((each) => each.transaction.status === 'aborted')) {
      return {
        kind: 'G1a',
        headline: `an aborted write was read: ${value} in ${key}`,
        proof: [
          ...observed(writer, transaction, key, value, wording),
          { kind: 'however', text: 'T1 failed: nothing it did may ever be seen.' },
        ],
        transactions: [writer, transaction],
      }
    }
    const source = writes.of(key, value)
    if (source === undefined || source.final || source.transaction === transaction) continue
    return {
      kind: 'G1b',
      headline: `an intermediate state was read: ${value} in ${key}`,
      proof: [
        ...observed(source.transaction, transaction, key, value, wording),
        {
          kind: 'however',
          text: `T1 wrote ${key} again in the same transaction: T2 saw it half done.`,
        },
      ],
      transactions: [source.transaction, transaction],
    }
  }
  return undefined
}

function observed(
  writer: Transaction,
  reader: Transaction,
  key: string,
  value: string,
  wording: Wording,
): Clause[] {
  return [
    { kind: 'let', text: `T1 = ${wording.of(writer)}.` },
    { kind: 'let', text: `T2 = ${wording.of(reader)}.` },
    { kind: 'then', text: `T2 observed T1's write of ${value} to ${key}.` },
  ]
}
