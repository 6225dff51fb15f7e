import { InputError } from '../../../src/base/input-error.ts'
import { bankFrom, bankOfReads } from './bank.ts'
import { bankTotals } from './bank-totals.ts'
import type { Model } from '../model.ts'

/**
 * The bank with a map of accounts to balances, or with a total of which only the sum is known; `{ balances, negative }`,
 * `{ total, negative }` or `{ negative }` say whether balances may be below 0.
 * @throws InputError for anything else.
 */
export function bankWithInitial(initial: unknown): Model {
  const { balances, total, negative, ...others } = asMap(initial)
  if (typeof negative === 'boolean' && Object.keys(others).length === 0) {
    if (balances !== undefined && total === undefined)
      return bankFrom({ balances: readBalances(balances, negative), mayBeNegative: negative })
    if (total !== undefined && balances === undefined)
      return bankTotals({ total: readAmount(total), mayBeNegative: negative })
    if (total === undefined && balances === undefined) return bankOfReads(negative)
  }
  if (typeof initial === 'number') return bankTotals({ total: readAmount(initial), mayBeNegative: false })
  return bankFrom({ balances: readBalances(initial, false), mayBeNegative: false })
}

function readBalances(map: unknown, mayBeNegative: boolean): ReadonlyMap<string, number> {
  const entries = Object.entries(asMap(map))
  if (entries.length === 0) throw wrong()
  const balances = entries.map(([account, balance]): [string, number] => [account, readAmount(balance)])
  if (!mayBeNegative && balances.some(([, balance]) => balance < 0)) throw wrong()
  return new Map(balances.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function readAmount(amount: unknown): number {
  if (typeof amount === 'number' && Number.isSafeInteger(amount)) return amount
  throw wrong()
}

function asMap(value: unknown): { readonly [field: string]: unknown } {
  const isMap = value !== null && typeof value === 'object' && !Array.isArray(value)
  return isMap ? (value as { readonly [field: string]: unknown }) : {}
}

function wrong(): InputError {
  return new InputError(
    'the model bank starts with a map of accounts to whole balances of 0 or more, such as {"a": 10, "b": 10}, or with ' +
      'the total; {"balances": {...}, "negative": true} allows balances below 0',
    { field: 'initial value' },
  )
}
