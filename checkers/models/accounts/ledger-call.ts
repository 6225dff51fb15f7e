import type { Operation } from '../../../src/record/operation.ts'
import { malformed } from '../describe.ts'

/** What an operation on the ledger asks for; `credit` is another name of `deposit`. */
export type LedgerCall =
  | { readonly f: 'open' | 'deposit' | 'debit'; readonly account: string; readonly amount: number }
  | { readonly f: 'transfer'; readonly from: string; readonly to: string; readonly amount: number }
  | { readonly f: 'balance'; readonly account: string }

/** @throws InputError when the operation's value has another form. */
export function readCall(operation: Operation): LedgerCall {
  const { f, value } = operation
  const fields =
    value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : { account: value }
  switch (f) {
    case 'open':
      return { f, account: name(operation, fields.account), amount: amount(operation, fields.amount ?? 0) }
    case 'deposit':
    case 'credit':
      return {
        f: 'deposit',
        account: name(operation, fields.account),
        amount: amount(operation, fields.amount),
      }
    case 'debit':
      return { f, account: name(operation, fields.account), amount: amount(operation, fields.amount) }
    case 'transfer': {
      const from = name(operation, fields.from)
      return { f, from, to: name(operation, fields.to), amount: amount(operation, fields.amount) }
    }
  }
  return { f: 'balance', account: name(operation, fields.account) }
}

/** The accounts that an operation names. */
export function accountsOf(operation: Operation): string[] {
  const call = readCall(operation)
  return call.f === 'transfer' ? [call.from, call.to] : [call.account]
}

function name(operation: Operation, account: unknown): string {
  if (typeof account === 'string') return account
  if (typeof account === 'number') return String(account)
  throw malformed(operation, 'the name of an account')
}

function amount(operation: Operation, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw malformed(operation, 'a whole amount of 0 or more')
}
