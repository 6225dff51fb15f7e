import type { Operation } from '../../../src/record/operation.ts'
import { balancesRead, describeBankOperation, readTransfer } from './bank-call.ts'
import { bankTotals, totalAtFirst } from './bank-totals.ts'
import { partitionByKey } from '../by-key.ts'
import { show } from '../describe.ts'
import type { Model, Partition } from '../model.ts'

/** Balances by account; the accounts are always the same. */
type Accounts = ReadonlyMap<string, number>

/** How a bank starts. */
export interface BankStart {
  /** The balance of each account there is. */
  readonly balances: Accounts
  /** Whether a balance may be below 0. */
  readonly mayBeNegative: boolean
}

/**
 * A bank as in Jepsen: `transfer` takes `{ from, to, amount }` (or a list of the three), `read` gives the balances of
 * all accounts, a map; an account that it leaves out has 0. Money is moved, never made, and no balance falls below 0.
 *
 * Its balances at first are those of the first read where no transfer can have come before it: then it is checked like
 * any other object, each read at one moment between its call and its return. Otherwise only what holds whatever they
 * were is checked, as in Jepsen: every read has the same total, and no balance below 0.
 */
export const bank: Model<unknown> = bankOfReads(false)

/** The bank whose balances, or at least whose total, are those of its first read. */
export function bankOfReads(mayBeNegative: boolean): Model<unknown> {
  return {
    ...bankTotals({ total: undefined, mayBeNegative }),
    // which read was the first is told by real time alone
    untimed: bankTotals({ total: undefined, mayBeNegative }),
    partition: (operations) =>
      partitionByKey(operations).map((part): Partition => {
        const balances = balancesAtFirst(part.operations, mayBeNegative)
        const total = totalAtFirst(part.operations, mayBeNegative)
        const model: Model =
          balances === undefined
            ? bankTotals({ total, mayBeNegative })
            : bankFrom({ balances, mayBeNegative })
        return { ...part, model }
      }),
  }
}

/** The bank that starts with these balances. */
export function bankFrom({ balances: initial, mayBeNegative }: BankStart): Model<Accounts> {
  return {
    name: 'bank',
    functions: ['transfer', 'read'],
    isRead: ({ f }) => f === 'read',
    init: () => initial,
    step(balances, operation) {
      if (operation.f !== 'read') return transferred(balances, operation, mayBeNegative)
      const read = balancesRead(operation)
      return read === undefined || sameBalances(balances, read) ? balances : undefined
    },
    key: (balances) => [...balances.values()].join(),
    unseen: () => movesNothing,
    describeOperation: describeBankOperation,
    describeState: (balances) => show(Object.fromEntries(balances)),
  }
}

function sameBalances(balances: Accounts, read: Accounts): boolean {
  for (const [account, balance] of read) if (balances.get(account) !== balance) return false
  for (const [account, balance] of balances) if (balance !== 0 && !read.has(account)) return false
  return true
}

function transferred(balances: Accounts, operation: Operation, mayBeNegative: boolean): Accounts | undefined {
  const { from, to, amount } = readTransfer(operation)
  const left = balances.get(from)
  const there = balances.get(to)
  if (left === undefined || there === undefined) return undefined
  if (left < amount && !mayBeNegative) return undefined
  // accounts keep their places: the key of a state is its balances in this order
  return from === to ? balances : new Map(balances).set(from, left - amount).set(to, there + amount)
}

function movesNothing(operation: Operation): boolean {
  if (operation.f !== 'transfer') return false
  const { from, to, amount } = readTransfer(operation)
  return amount === 0 || from === to
}

/** What the first read found, if no transfer can have come before it. */
function balancesAtFirst(operations: readonly Operation[], mayBeNegative: boolean): Accounts | undefined {
  let first: Operation | undefined
  for (const operation of operations) {
    if (operation.f !== 'read' || operation.outcome.type !== 'ok') continue
    if (first === undefined || operation.returned < first.returned) first = operation
  }
  const read = first && balancesRead(first)
  if (first === undefined || read === undefined) return undefined
  const { returned } = first
  const isAlone = operations.every(
    ({ f, outcome, invoked }) => f !== 'transfer' || outcome.type === 'fail' || invoked > returned,
  )
  if (!isAlone || [...read.values()].some((balance) => isWrong(balance, mayBeNegative))) return undefined
  // an account that it leaves out, and others name, has 0
  const accounts = [...new Set([...read.keys(), ...operations.flatMap(accountsNamed)])].sort()
  return new Map(accounts.map((account) => [account, read.get(account) ?? 0]))
}

/** Null balances are read as NaN. */
function isWrong(balance: number, mayBeNegative: boolean): boolean {
  return Number.isNaN(balance) || (balance < 0 && !mayBeNegative)
}

function accountsNamed(operation: Operation): string[] {
  if (operation.outcome.type === 'fail') return []
  if (operation.f === 'read') return [...(balancesRead(operation)?.keys() ?? [])]
  const { from, to } = readTransfer(operation)
  return [from, to]
}
