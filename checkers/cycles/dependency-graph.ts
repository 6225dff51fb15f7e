import type { Transaction } from './transaction.ts'

/**
 * Why one transaction comes before another. `ww`: it appended first. `wr`: its append was read. `rw`: it
 * read the version before the other's append. `rt`: it returned before the other was invoked.
 */
export type DependencyKind = 'ww' | 'wr' | 'rw' | 'rt'

export interface Dependency {
  readonly from: number
  readonly to: number
  readonly kind: DependencyKind
  /** Absent for `rt`. */
  readonly key?: string
  /** The element of `from`, for `ww` and `wr`; absent when `from` read. */
  readonly before?: string
  /** The element of `to`, for `ww` and `rw`. */
  readonly after?: string
}

/** Transactions by id with what must come after each. At most one dependency of a kind between two. */
export class DependencyGraph {
  readonly transactions: readonly Transaction[]
  readonly #outgoing: Dependency[][]
  readonly #known = new Set<string>()

  constructor(transactions: readonly Transaction[]) {
    this.transactions = transactions
    this.#outgoing = transactions.map(() => [])
  }

  get dependencies(): number {
    return this.#known.size
  }

  add(dependency: Dependency): void {
    if (dependency.from === dependency.to) return
    const name = `${dependency.from} ${dependency.kind} ${dependency.to}`
    if (this.#known.has(name)) return
    this.#known.add(name)
    this.#outgoing[dependency.from]?.push(dependency)
  }

  from(transaction: number): readonly Dependency[] {
    return this.#outgoing[transaction] ?? []
  }
}
