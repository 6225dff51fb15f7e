import type { Transaction } from './transaction.ts'

/** A committed read of one key: the version it saw, as the list of its elements. */
export interface Read {
  readonly transaction: Transaction
  readonly key: string
  readonly list: readonly string[]
}

/** What the reads of one key tell about the order of its versions. */
export interface KeyReads {
  readonly key: string
  readonly reads: readonly Read[]
  /** The longest list read: every version of the key up to it, in order. */
  readonly longest: Read
}

/** The committed reads by key, in the order of the history. */
export function readsByKey(transactions: readonly Transaction[]): Map<string, KeyReads> {
  const byKey = new Map<string, { key: string; reads: Read[]; longest: Read }>()
  for (const transaction of transactions) {
    for (const micro of transaction.micros) {
      if (micro.f !== 'r' || micro.list === undefined) continue
      const read = { transaction, key: micro.key, list: micro.list }
      const known = byKey.get(micro.key)
      if (known === undefined) byKey.set(micro.key, { key: micro.key, reads: [read], longest: read })
      else {
        known.reads.push(read)
        if (read.list.length > known.longest.list.length) known.longest = read
      }
    }
  }
  return byKey
}

/** Whether `list` is how `longer` began. */
export function isPrefix(list: readonly string[], longer: readonly string[]): boolean {
  return list.length <= longer.length && list.every((element, i) => element === longer[i])
}
