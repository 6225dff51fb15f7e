import { keysOf, processOf, type BrowsedHistory } from './browsed.ts'

/** Ways from one operation to another. */
export type Way = 'any' | 'object' | 'client'

/**
 * The operation before or after, of those in `items`: any, or one on the same object or of the same client; without one
 * to start from the first or the last. Undefined: there is none.
 */
export function nextOperation(
  history: BrowsedHistory,
  items: Uint32Array,
  from: number | undefined,
  by: 1 | -1,
  way: Way = 'any',
): number | undefined {
  if (from === undefined) return by > 0 ? items[0] : items.at(-1)
  const keys = keysOf(history, from)
  const isOnWay = (operation: number): boolean => {
    if (way === 'client') return processOf(history, operation) === processOf(history, from)
    if (way === 'any' || keys.length === 0) return true
    return keysOf(history, operation).some((key) => keys.includes(key))
  }
  return by > 0
    ? items.find((operation) => operation > from && isOnWay(operation))
    : items.findLast((operation) => operation < from && isOnWay(operation))
}
