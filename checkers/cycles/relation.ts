import type { Dependency } from './dependency.ts'
import type { Transaction } from './transaction.ts'

/** What one transaction wrote to a key, as one step of the key's history. */
export interface Block {
  readonly writer: number
  readonly first: string
  readonly last: string
}

/** What is known of the order in which one key was written and read. */
export interface Chain {
  readonly key: string
  /** In the order in which they took effect. */
  readonly blocks: readonly Block[]
  /** Who read the key, and how many blocks that read saw. */
  readonly readers: readonly { readonly reader: number; readonly at: number }[]
  /** Writers that come after all blocks, in an order that nothing shows. */
  readonly unread: readonly Block[]
}

/**
 * Which transaction must come before which. Of a chain each write and read precedes each later write, and each write
 * each later read; with `realTime` what returned precedes what was invoked later. These are as many as the square of
 * the transactions, so they stand here as what they follow from.
 */
export interface Relation {
  readonly transactions: readonly Transaction[]
  /** Those that took effect: committed, or of unknown outcome with an effect that was read. */
  readonly effective: readonly boolean[]
  readonly chains: readonly Chain[]
  /** What else is known, one by one. */
  readonly dependencies: readonly Dependency[]
  readonly realTime: boolean
}
