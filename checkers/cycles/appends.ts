import type { Transaction } from './transaction.ts'

/** One append, and where it stands among those of its transaction to the same key. */
export interface Append {
  readonly transaction: Transaction
  readonly key: string
  readonly element: string
  /** Whether its transaction appends nothing more to the key. */
  readonly final: boolean
}

/** Who appended what: elements are unique within a key, so an element names its transaction. */
export class Appends {
  readonly #byKey = new Map<string, Map<string, Append>>()
  /** The first element that was appended to a key twice: then reads do not tell by whom. */
  readonly repeated: { readonly key: string; readonly element: string } | undefined

  constructor(transactions: readonly Transaction[]) {
    let repeated: { key: string; element: string } | undefined
    for (const transaction of transactions) {
      const last = new Map<string, string>()
      for (const micro of transaction.micros) if (micro.f === 'append') last.set(micro.key, micro.element)
      for (const micro of transaction.micros) {
        if (micro.f !== 'append') continue
        const { key, element } = micro
        const ofKey = this.#byKey.get(key) ?? new Map<string, Append>()
        this.#byKey.set(key, ofKey)
        if (ofKey.has(element)) repeated ??= { key, element }
        ofKey.set(element, { transaction, key, element, final: last.get(key) === element })
      }
    }
    this.repeated = repeated
  }

  of(key: string, element: string): Append | undefined {
    return this.#byKey.get(key)?.get(element)
  }

  toKey(key: string): Iterable<Append> {
    return this.#byKey.get(key)?.values() ?? []
  }

  keys(): Iterable<string> {
    return this.#byKey.keys()
  }
}
