import type { ComparedValues } from '../../src/record/compared-values.ts'
import type { Clause } from '../../src/record/verdict.ts'
import type { Transaction } from './transaction.ts'

const cycles = ['G0', 'G1c', 'G-single-item', 'G-nonadjacent-item', 'G2-item'] as const

/**
 * Elle's names, from the worst on; a cycle that needs the order of a client's own transactions, or of real time, says
 * so. Three are none of Elle's: `unappended-element` and `unwritten-value`, which it leaves to other checks, and
 * `no-order`, where no cycle shows what trying every order does.
 */
const anomalyKinds = [
  'duplicate-elements',
  'unappended-element',
  'unwritten-value',
  'incompatible-order',
  'internal',
  'future-read',
  'G1a',
  'dirty-update',
  'G1b',
  'lost-update',
  'long-fork',
  ...cycles,
  ...cycles.map((kind) => `${kind}-process` as const),
  ...cycles.map((kind) => `${kind}-realtime` as const),
  'no-order',
] as const

export type AnomalyKind = (typeof anomalyKinds)[number]

/** Something that transactions of the level checked for cannot show. */
export interface Anomaly {
  readonly kind: AnomalyKind
  readonly headline: string
  readonly proof: readonly Clause[]
  /** Two values that contradict each other, where there are such. */
  readonly compared?: ComparedValues
  /** The transactions it is about; those of a cycle in its order. */
  readonly transactions: readonly Transaction[]
}

export const bySeverity = (a: Anomaly, b: Anomaly): number =>
  anomalyKinds.indexOf(a.kind) - anomalyKinds.indexOf(b.kind)
