import type { Transaction } from './transaction.ts'
import type { Writes } from './writes.ts'

/** A committed read of one key. */
export interface ListRead {
  readonly transaction: Transaction
  readonly key: string
  /** What it returned. */
  readonly list: readonly string[]
  /** How much of it was there before the transaction: all but what that had appended itself. */
  readonly before: number
  /** Whether it is its transaction's first of the key: any later one tells no more. */
  readonly isFirst: boolean
}

/** What the reads of one key tell about the order of its versions. */
export interface KeyReads {
  readonly key: string
  readonly reads: readonly ListRead[]
  /** The longest list read: every version of the key up to it, in order. */
  readonly longest: ListRead
  /** Whether each element of the key names the transaction that appended it. */
  readonly traceable: boolean
}

/** The committed reads by key, in the order of the history. */
export function readsByKey(transactions: readonly Transaction[], writes: Writes): Map<string, KeyReads> {
  const byKey = new Map<string, { key: string; reads: ListRead[]; longest: ListRead; traceable: boolean }>()
  for (const transaction of transactions) {
    if (transaction.status !== 'committed') continue
    const own = new Map<string, number>()
    const seen = new Set<string>()
    for (const micro of transaction.micros) {
      const { key } = micro
      if (micro.f !== 'r') {
        own.set(key, (own.get(key) ?? 0) + 1)
        continue
      }
      const { list } = micro
      if (list === undefined) continue
      const read = {
        transaction,
        key,
        list,
        before: list.length - (own.get(key) ?? 0),
        isFirst: !seen.has(key),
      }
      seen.add(key)
      const known = byKey.get(key)
      if (known === undefined)
        byKey.set(key, { key, reads: [read], longest: read, traceable: isTraceable(writes, key) })
      else {
        known.reads.push(read)
        if (list.length > known.longest.list.length) known.longest = read
      }
    }
  }
  return byKey
}

function isTraceable(writes: Writes, key: string): boolean {
  const seen = new Set<string>()
  for (const { element, transaction } of writes.toKey(key)) {
    if (transaction.status !== 'aborted' && seen.size === seen.add(element).size) return false
  }
  return true
}

/** Whether `list` is how `longer` began. */
export function isPrefix(list: readonly string[], longer: readonly string[]): boolean {
  return list.length <= longer.length && list.every((element, i) => element === longer[i])
}

/**
 * Which transactions took effect: the committed ones, and of unknown outcome those of which an effect was read. One
 * element that is seen proves all that its transaction did.
 */
export function effectiveTransactions(
  transactions: readonly Transaction[],
  reads: Iterable<KeyReads>,
  writes: Writes,
): boolean[] {
  const effective = transactions.map(({ status }) => status === 'committed')
  if (!transactions.some(({ status }) => status === 'unknown')) return effective
  for (const { key, longest, reads: all } of reads) {
    const lists = all.every(({ list }) => isPrefix(list, longest.list)) ? [longest] : all
    for (const { list } of lists) {
      for (const element of list) {
        const writer = writes.of(key, element)?.transaction
        if (writer?.status === 'unknown') effective[writer.id] = true
      }
    }
  }
  return effective
}
