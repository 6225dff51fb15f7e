import type { Operation } from '../../../src/record/operation.ts'
import { describeCall, malformed } from '../describe.ts'
import { Balances } from './ledger-balances.ts'
import { partitionAccounts } from './ledger-partition.ts'
import { accountsOf, readCall } from './ledger-call.ts'
import type { LedgerCall } from './ledger-call.ts'
import type { Model } from '../model.ts'
import { answeredError } from '../service-error.ts'

type LedgerError = 'not found' | 'exists' | 'insufficient funds' | 'too much'

/**
 * Accounts with whole, never negative balances. Values: `open` an account name or `{ account, amount }`;
 * `deposit` (also called `credit`) and `debit` `{ account, amount }`; `transfer` `{ from, to, amount }`;
 * `balance` an account name, gives its balance, or null when there is none such. An operation that did not
 * apply is ok with `{ error }`: `not found`, `exists`, `insufficient funds`, `too much` (for an exact balance).
 */
export const ledger: Model<Balances> = ledgerFrom(Balances.none)

/** The ledger with some accounts at first. */
export function ledgerFrom(initial: Balances): Model<Balances> {
  return {
    name: 'ledger',
    functions: ['open', 'deposit', 'credit', 'debit', 'transfer', 'balance'],
    isRead: (operation) => operation.f === 'balance' || answeredError(operation) !== undefined,
    init: () => initial,
    step(balances, operation) {
      const call = readCall(operation)
      const error = answeredError(operation)
      if (call.f === 'balance')
        return agrees(operation, balances.of(call.account), error) ? balances : undefined
      const effect = perform(balances, call)
      if (operation.outcome.type !== 'ok') return typeof effect === 'string' ? undefined : effect
      if (typeof effect === 'string') return error === effect ? balances : undefined
      return error === undefined ? effect : undefined
    },
    key: ({ key }) => key,
    partition: partitionAccounts,
    repetition: { matters: ({ f }) => f !== 'balance', parts: accountsOf },
    describeOperation(operation) {
      const call = readCall(operation)
      const named =
        call.f === 'transfer' ? [call.from, call.to, call.amount] : [call.account, ...amountOf(call)]
      return describeCall(operation, named, call.f === 'balance' || answeredError(operation) !== undefined)
    },
    describeState: (balances) => `{${balances.toString()}}`,
  }
}

function amountOf(call: Exclude<LedgerCall, { f: 'transfer' }>): number[] {
  return 'amount' in call ? [call.amount] : []
}

function perform(balances: Balances, call: Exclude<LedgerCall, { f: 'balance' }>): Balances | LedgerError {
  const { amount } = call
  if (call.f === 'open')
    return balances.of(call.account) === undefined ? balances.opened(call.account, amount) : 'exists'
  if (call.f === 'transfer') {
    const [from, to] = [balances.of(call.from), balances.of(call.to)]
    if (from === undefined || to === undefined) return 'not found'
    if (from < amount) return 'insufficient funds'
    if (call.from === call.to) return balances
    if (!Number.isSafeInteger(to + amount)) return 'too much'
    return balances.with([call.from, from - amount], [call.to, to + amount])
  }
  const balance = balances.of(call.account)
  if (balance === undefined) return 'not found'
  const after = call.f === 'deposit' ? balance + amount : balance - amount
  if (after < 0) return 'insufficient funds'
  return Number.isSafeInteger(after) ? balances.with([call.account, after]) : 'too much'
}

function agrees(operation: Operation, balance: number | undefined, error: string | undefined): boolean {
  if (operation.outcome.type !== 'ok') return true
  const { value } = operation.outcome
  if (error !== undefined) return balance === undefined && error === 'not found'
  if (value !== null && typeof value !== 'number')
    throw malformed({ ...operation, value }, 'a number as its result')
  return value === (balance ?? null)
}
