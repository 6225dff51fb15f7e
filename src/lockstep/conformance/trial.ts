import type { Offered } from '../../subject/offers.ts'
import type { Carrier } from '../carrier.ts'

/** What a rule is tried on. */
export interface Trial {
  /** A program that plays nobody yet. */
  open(): Carrier
  readonly offered: Offered
  readonly servers: 'one' | 'all'
  readonly batch: boolean
}

/** One rule of the lockstep contract. */
export interface Rule {
  readonly name: string
  readonly says: string
  /** Why it cannot be tried on such a program; undefined when it can. */
  skipped?(trial: Trial): string | undefined
  /** @throws Error that says what was wrong. */
  try(trial: Trial): void
}
