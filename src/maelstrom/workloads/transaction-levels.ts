import { consistencyLevels, type AnomalyKind } from '../../../checkers/cycles/index.ts'

/**
 * Levels below snapshot isolation, and the anomalies that each forbids, by Adya and as Elle has them. They are told by what
 * was found in a check for serializability: a history that shows none of these is right for the level.
 */
export const weakLevels: { readonly [level: string]: readonly AnomalyKind[] } = {
  'read-uncommitted': [
    'duplicate-elements',
    'unappended-element',
    'unwritten-value',
    'incompatible-order',
    'G0',
  ],
  'read-committed': [
    'duplicate-elements',
    'unappended-element',
    'unwritten-value',
    'incompatible-order',
    'G0',
    'G1a',
    'dirty-update',
    'G1b',
    'G1c',
  ],
}

/** Values of `--consistency-models`. */
export const transactionLevels: readonly string[] = [...consistencyLevels, ...Object.keys(weakLevels)]
