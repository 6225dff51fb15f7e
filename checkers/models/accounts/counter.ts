import { InputError } from '../../../src/base/input-error.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { describeCall, malformed } from '../describe.ts'
import type { Model } from '../model.ts'

const signs: ReadonlyMap<string, number> = new Map([
  ['add', 1],
  ['add-and-get', 1],
  ['increment', 1],
  ['inc', 1],
  ['decrement', -1],
  ['dec', -1],
])

/**
 * A counter per key, 0 at first: `add` a whole number, which may be negative, as in Jepsen; `increment` (`inc`) and
 * `decrement` (`dec`) by 1, or by their value; `add-and-get`, which gives the new total (or `[added, total]`);
 * `read`, which gives the total. Of the others the result is not looked at: recorders repeat the argument there.
 */
export const counter: Model<number> = counterFrom(0)

/** The counter that starts at another number. */
export function counterFrom(initial: number): Model<number> {
  return {
    name: 'counter',
    decide: 'counter',
    functions: ['add', 'add-and-get', 'increment', 'inc', 'decrement', 'dec', 'read'],
    isRead: ({ f }) => f === 'read',
    init: () => initial,
    step(total, operation) {
      if (operation.f === 'read') return agrees(total, totalKnown(operation)) ? total : undefined
      const after = total + amountAdded(operation)
      if (!Number.isSafeInteger(after))
        throw malformed(operation, 'amounts that add up to a number that can be told exactly')
      return agrees(after, totalKnown(operation)) ? after : undefined
    },
    key: (total) => total,
    classOf: (operation) => `${amountAdded(operation)} ${totalKnown(operation) ?? 'untold'}`,
    unseen(operations) {
      const isKnown = operations.some((operation) => totalKnown(operation) !== undefined)
      return (operation) => !isKnown || amountAdded(operation) === 0
    },
    initials: initialTotals,
    describeOperation: (operation) =>
      describeCall(
        operation,
        (operation.value ?? null) === null || operation.f === 'read' ? [] : [operation.value],
        totalKnown(operation) !== undefined,
      ),
    describeState: String,
  }
}

/** What it adds if it takes effect; a read adds nothing. */
export function amountAdded(operation: Operation): number {
  const { f, value } = operation
  if (f === 'read') return 0
  const mayLackValue = f !== 'add' && f !== 'add-and-get'
  const amount = mayLackValue && (value ?? null) === null ? 1 : value
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount))
    throw malformed(operation, mayLackValue ? 'a whole number, or none for 1' : 'a whole number')
  return (signs.get(f) ?? 1) * amount
}

/** The total that the operation found or left; undefined where it tells none. */
export function totalKnown(operation: Operation): number | undefined {
  const { f, outcome } = operation
  if (outcome.type !== 'ok' || (f !== 'read' && f !== 'add-and-get')) return undefined
  const { value } = outcome
  const total: unknown = f === 'add-and-get' && Array.isArray(value) && value.length === 2 ? value[1] : value
  // one that repeats its argument or says nothing tells no total
  if (f === 'add-and-get' && (total ?? null) === null) return undefined
  if (typeof total !== 'number' || !Number.isSafeInteger(total))
    throw malformed({ ...operation, value }, 'a whole number as its result')
  return total
}

function agrees(total: number, told: number | undefined): boolean {
  return told === undefined || told === total
}

/** What the first who tells a total found, without what had certainly been added before it, or may have been. */
function initialTotals(operations: readonly Operation[]): number[] {
  const tellers = operations.filter((operation) => totalKnown(operation) !== undefined)
  const first = tellers.sort((a, b) => a.returned - b.returned)[0]
  if (first === undefined) return []
  const addedBefore = (isBefore: (operation: Operation) => boolean): number =>
    operations
      .filter((operation) => (operation === first ? first.f !== 'read' : isBefore(operation)))
      .reduce((sum, operation) => sum + amountAdded(operation), 0)
  const told = totalKnown(first) as number
  const certain = told - addedBefore(({ returned }) => returned < first.invoked)
  const likely = told - addedBefore(({ invoked }) => invoked < first.returned)
  return [...new Set([certain, likely])]
}

/** @throws InputError when it is no number to start from. */
export function readInitialTotal(initial: unknown): number {
  if (typeof initial === 'number' && Number.isSafeInteger(initial)) return initial === 0 ? 0 : initial
  throw new InputError('the model counter starts at a whole number', { field: 'initial value' })
}
