import type { Transaction } from './transaction.ts'

/** One append or write, and where it stands among those of its transaction to the same key. */
export interface Write {
  readonly transaction: Transaction
  readonly key: string
  readonly element: string
  /** Whether its transaction writes nothing more to the key. */
  readonly final: boolean
}

/** Who wrote what. Where an element was written once within its key, it names its transaction. */
export class Writes {
  readonly #byTransaction = new Map<Transaction, Map<string, string[]>>()
  readonly #byKey = new Map<string, Map<string, Write | Write[]>>()

  constructor(transactions: readonly Transaction[]) {
    for (const transaction of transactions) {
      const lastOf = new Map<string, number>()
      for (const [index, micro] of transaction.micros.entries())
        if (micro.f !== 'r') lastOf.set(micro.key, index)
      if (lastOf.size === 0) continue
      for (const [index, micro] of transaction.micros.entries()) {
        if (micro.f === 'r') continue
        const { key, element } = micro
        this.#add({ transaction, key, element, final: lastOf.get(key) === index })
      }
    }
  }

  /**
   * The one write that a read of the element saw: the only one there is, leaving those of aborted transactions aside
   * when there are others. Undefined when there is none, or more than one that may have been seen.
   */
  of(key: string, element: string): Write | undefined {
    const known = this.#byKey.get(key)?.get(element)
    if (!Array.isArray(known)) return known
    const possible = known.filter(({ transaction }) => transaction.status !== 'aborted')
    return possible.length === 1 ? possible[0] : undefined
  }

  all(key: string, element: string): readonly Write[] {
    const known = this.#byKey.get(key)?.get(element)
    return known === undefined ? [] : Array.isArray(known) ? known : [known]
  }

  /** What a transaction wrote to a key, in its order. */
  by(transaction: Transaction, key: string): readonly string[] {
    let ofKey = this.#byTransaction.get(transaction)
    if (ofKey === undefined) {
      this.#byTransaction.set(transaction, (ofKey = new Map<string, string[]>()))
      for (const micro of transaction.micros) {
        if (micro.f === 'r') continue
        const elements = ofKey.get(micro.key)
        if (elements === undefined) ofKey.set(micro.key, [micro.element])
        else elements.push(micro.element)
      }
    }
    return ofKey.get(key) ?? []
  }

  *toKey(key: string): Iterable<Write> {
    for (const known of this.#byKey.get(key)?.values() ?? []) {
      if (Array.isArray(known)) yield* known
      else yield known
    }
  }

  keys(): Iterable<string> {
    return this.#byKey.keys()
  }

  #add(write: Write): void {
    let ofKey = this.#byKey.get(write.key)
    if (ofKey === undefined) this.#byKey.set(write.key, (ofKey = new Map<string, Write | Write[]>()))
    const known = ofKey.get(write.element)
    if (known === undefined) ofKey.set(write.element, write)
    else if (Array.isArray(known)) known.push(write)
    else ofKey.set(write.element, [known, write])
  }
}
