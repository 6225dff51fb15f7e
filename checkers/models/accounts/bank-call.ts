import type { Operation } from '../../../src/record/operation.ts'
import { describeCall, malformed } from '../describe.ts'

export interface Transfer {
  readonly from: string
  readonly to: string
  readonly amount: number
}

/** @throws InputError when the value has another form. */
export function readTransfer(operation: Operation): Transfer {
  const { value } = operation
  const expected = '{ from, to, amount }, with a whole amount of 0 or more'
  const fields = Array.isArray(value)
    ? { from: value[0] as unknown, to: value[1] as unknown, amount: value[2] as unknown }
    : value
  if (fields === null || typeof fields !== 'object') throw malformed(operation, expected)
  const { from, to, amount } = fields as { readonly [field: string]: unknown }
  if (!isName(from) || !isName(to)) throw malformed(operation, expected)
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || amount < 0)
    throw malformed(operation, expected)
  return { from: String(from), to: String(to), amount }
}

/**
 * What an ok read gave, by account; undefined when its outcome is unknown. A balance of null is no balance: the
 * account is listed with NaN, which is none.
 * @throws InputError when the result has another form.
 */
export function balancesRead(operation: Operation): ReadonlyMap<string, number> | undefined {
  const { outcome } = operation
  if (outcome.type !== 'ok') return undefined
  const { value } = outcome
  const isMap = value !== null && typeof value === 'object' && !Array.isArray(value)
  const entries = isMap ? Object.entries(value) : []
  const areBalances = entries.every(([, balance]) => balance === null || Number.isSafeInteger(balance))
  if (!isMap || !areBalances)
    throw malformed({ ...operation, value }, 'a map of accounts to whole balances as its result')
  return new Map(entries.map(([account, balance]) => [account, (balance as number | null) ?? NaN]))
}

function isName(account: unknown): account is string | number {
  return typeof account === 'string' || typeof account === 'number'
}

export function describeBankOperation(operation: Operation): string {
  if (operation.f === 'read') return describeCall(operation, [], true)
  const { from, to, amount } = readTransfer(operation)
  return describeCall(operation, [from, to, amount], false)
}
