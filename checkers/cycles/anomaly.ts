import type { Clause } from '../../src/history/verdict.ts'
import type { Transaction } from './transaction.ts'

/** Elle's names, from the worst on; a cycle that needs the order of real time says so. */
export const anomalyKinds = [
  'duplicate-elements',
  'unappended-element',
  'incompatible-order',
  'internal',
  'G1a',
  'G1b',
  'G0',
  'G1c',
  'G-single',
  'G2',
  'G0-realtime',
  'G1c-realtime',
  'G-single-realtime',
  'G2-realtime',
] as const

export type AnomalyKind = (typeof anomalyKinds)[number]

/** Something that no serial order of the transactions can show. */
export interface Anomaly {
  readonly kind: AnomalyKind
  readonly headline: string
  readonly proof: readonly Clause[]
  /** The transactions it is about; those of a cycle in its order. */
  readonly transactions: readonly Transaction[]
}
