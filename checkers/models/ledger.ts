import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/history/operation.ts'
import { describeCall, malformed } from './describe.ts'
import { partitionAccounts } from './ledger-partition.ts'
import { readCall } from './ledger-call.ts'
import type { LedgerCall } from './ledger-call.ts'
import type { Model } from './model.ts'
import { answeredError } from './service-error.ts'

type Balances = ReadonlyMap<string, number>
type LedgerError = 'not found' | 'exists' | 'insufficient funds'

/**
 * Accounts with whole, never negative balances. Values: `open` an account name or `{ account, amount }`;
 * `deposit` (also called `credit`) and `debit` `{ account, amount }`; `transfer` `{ from, to, amount }`;
 * `balance` an account name, gives its balance, or null when there is none such. An operation that did not
 * apply is ok with `{ error }`: `not found`, `exists`, `insufficient funds`.
 */
export const ledger: Model<Balances> = {
  name: 'ledger',
  functions: ['open', 'deposit', 'credit', 'debit', 'transfer', 'balance'],
  isRead: (operation) => operation.f === 'balance' || answeredError(operation) !== undefined,
  init: () => new Map(),
  step(balances, operation) {
    const call = readCall(operation)
    const error = answeredError(operation)
    if (call.f === 'balance')
      return agrees(operation, balances.get(call.account), error) ? balances : undefined
    const effect = perform(balances, call)
    if (operation.outcome.type !== 'ok') return typeof effect === 'string' ? undefined : effect
    if (typeof effect === 'string') return error === effect ? balances : undefined
    return error === undefined ? effect : undefined
  },
  key: (balances) => canonicalJson([...balances].sort(([a], [b]) => (a < b ? -1 : 1))),
  partition: partitionAccounts,
  describeOperation(operation) {
    const call = readCall(operation)
    const named =
      call.f === 'transfer' ? [call.from, call.to, call.amount] : [call.account, ...amountOf(call)]
    return describeCall(operation, named, call.f === 'balance' || answeredError(operation) !== undefined)
  },
  describeState: (balances) =>
    `{${[...balances]
      .map(([account, amount]) => `${account}: ${amount}`)
      .sort()
      .join(', ')}}`,
}

function amountOf(call: Exclude<LedgerCall, { f: 'transfer' }>): number[] {
  return 'amount' in call ? [call.amount] : []
}

function perform(balances: Balances, call: Exclude<LedgerCall, { f: 'balance' }>): Balances | LedgerError {
  if (call.f === 'open') {
    return balances.has(call.account) ? 'exists' : new Map(balances).set(call.account, call.amount)
  }
  if (call.f === 'transfer') {
    const from = balances.get(call.from)
    if (from === undefined || !balances.has(call.to)) return 'not found'
    if (from < call.amount) return 'insufficient funds'
    const rest = new Map(balances).set(call.from, from - call.amount)
    return rest.set(call.to, (rest.get(call.to) ?? 0) + call.amount)
  }
  const balance = balances.get(call.account)
  if (balance === undefined) return 'not found'
  if (call.f === 'deposit') return new Map(balances).set(call.account, balance + call.amount)
  return balance < call.amount
    ? 'insufficient funds'
    : new Map(balances).set(call.account, balance - call.amount)
}

function agrees(operation: Operation, balance: number | undefined, error: string | undefined): boolean {
  if (operation.outcome.type !== 'ok') return true
  const { value } = operation.outcome
  if (error !== undefined) return balance === undefined && error === 'not found'
  if (value !== null && typeof value !== 'number')
    throw malformed({ ...operation, value }, 'a number as its result')
  return value === (balance ?? null)
}
