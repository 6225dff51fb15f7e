import type { Operation } from '../../../../src/record/operation.ts'
import { ofKey } from './registers.ts'
import { same } from './spec.ts'
import type { Spec, SpecCall } from './spec.ts'

const call = (f: string, value: unknown, results: readonly unknown[] = [null]): SpecCall => ({
  f,
  value,
  results,
})
type Amounts = Readonly<Record<string, number>>

const sumOf = (amounts: Readonly<Record<string, number | null>>): number | null => {
  const all = Object.values(amounts)
  return all.some((one) => one === null || one < 0)
    ? null
    : all.reduce<number>((sum, one) => sum + (one ?? 0), 0)
}

interface BankState {
  readonly balances?: Amounts
  /** Null is a total that no read can have. */
  readonly total?: number | null
}

const isOkRead = ({ f, outcome }: Operation): boolean => f === 'read' && outcome.type === 'ok'
const readOf = ({ outcome }: Operation): Amounts => (outcome as { value: Amounts }).value

/** Any total that a read has will do: all must have it. */
function totalAtStart(history: readonly Operation[]): BankState {
  const sums = history.filter(isOkRead).map((read) => sumOf(readOf(read)))
  return { total: sums.find((sum) => sum !== null) ?? null }
}

/** What the first read says of the start, if anything; a simulation starts with a: 2, b: 1. */
function bankStart(initial: unknown, history: readonly Operation[]): BankState {
  if (typeof initial === 'number') return { total: initial }
  if (initial !== undefined) return { balances: initial as Amounts }
  if (history.length === 0) return { balances: { a: 2, b: 1 } }
  const reads = history.filter(isOkRead)
  const first = reads.toSorted((x, y) => x.returned - y.returned)[0]
  if (first === undefined) return { total: 0 }
  const isAlone = !history.some(({ f, invoked }) => f === 'transfer' && invoked <= first.returned)
  if (!isAlone || sumOf(readOf(first)) === null) return totalAtStart(history)
  const named = history.flatMap(({ f, value, outcome }) => {
    const { from, to } = (value ?? {}) as Record<string, string>
    if (f === 'transfer') return [from as string, to as string]
    return outcome.type === 'ok' ? Object.keys(outcome.value as Amounts) : []
  })
  const none = Object.fromEntries(named.map((name) => [name, 0]))
  return { balances: { ...none, ...readOf(first) } }
}

const errors = ['not found', 'exists', 'insufficient funds']
const orError = (...results: readonly unknown[]): unknown[] => [
  ...results,
  ...errors.map((error) => ({ error })),
]

/** The accounts after a call on a ledger, or why it does not apply. */
function onLedger(accounts: Amounts, f: string, value: unknown): Amounts | string {
  const {
    account,
    amount = 0,
    from = '',
    to = '',
  } = (typeof value === 'string' ? { account: value } : value) as {
    account: string
    amount?: number
    from?: string
    to?: string
  }
  if (f === 'transfer') {
    if (accounts[from] === undefined || accounts[to] === undefined) return 'not found'
    if (accounts[from] < amount) return 'insufficient funds'
    const taken = { ...accounts, [from]: accounts[from] - amount }
    return { ...taken, [to]: (taken[to] ?? 0) + amount }
  }
  const balance = accounts[account]
  if (f === 'open') return balance === undefined ? { ...accounts, [account]: amount } : 'exists'
  if (balance === undefined) return 'not found'
  if (f === 'debit' && balance < amount) return 'insufficient funds'
  return { ...accounts, [account]: f === 'debit' ? balance - amount : balance + amount }
}

const added = (f: string, value: unknown): number => {
  const amount = (value ?? 1) as number
  return f.startsWith('dec') ? -amount : amount
}

export const accounts: readonly Spec[] = [
  {
    name: 'counter',
    model: 'counter',
    initials: [2, -1, { '*': 3 }],
    init: (initial, key) => ofKey(initial, key, 0),
    apply(state, { f, value, result }) {
      const total = state as number
      if (f === 'read') return result === undefined || result === total ? [total] : []
      const after = total + added(f, value)
      if (f !== 'add-and-get' || (result ?? null) === null) return [after]
      return (Array.isArray(result) ? result[1] : result) === after ? [after] : []
    },
    calls: () => {
      const totals = [-2, -1, 0, 1, 2, 3, 4, 5, 6]
      return [
        call('read', null, totals),
        call('read', null, totals),
        call('add', 2),
        call('add', -1),
        call('increment', null, [null, 7]),
        call('inc', 2),
        call('decrement', null),
        call('dec', 2),
        call('add-and-get', 1, [null, ...totals, [1, 2], [1, 3]]),
      ]
    },
  },
  {
    name: 'bank',
    model: 'bank',
    initials: [{ a: 2, b: 1 }, { a: 0, b: 3 }, 3],
    init: (initial, _, history) => bankStart(initial, history),
    initUntimed: (initial, _, history) =>
      initial === undefined ? totalAtStart(history) : bankStart(initial, history),
    apply(state, { f, value, result }) {
      const { balances, total } = state as BankState
      if (f === 'read' && result === undefined) return [state]
      const read = result as Readonly<Record<string, number | null>>
      if (balances === undefined)
        return f !== 'read' || sumOf(read) === total
          ? [state].filter(() => f !== 'read' || total !== null)
          : []
      if (f === 'read') {
        const names = new Set([...Object.keys(balances), ...Object.keys(read)])
        return [...names].every((name) =>
          name in read ? read[name] === balances[name] : balances[name] === 0,
        )
          ? [state]
          : []
      }
      const { from, to, amount } = value as { from: string; to: string; amount: number }
      if (balances[from] === undefined || balances[to] === undefined || balances[from] < amount) return []
      const taken = { ...balances, [from]: balances[from] - amount }
      return [{ balances: { ...taken, [to]: (taken[to] as number) + amount } }]
    },
    calls: (fresh) => {
      const reads = [
        { a: 2, b: 1 },
        { a: 1, b: 2 },
        { a: 3, b: 0 },
        { a: 3 },
        { a: 0, b: 3 },
        { b: 3 },
        { a: 2, b: 2 },
        { a: -1, b: 4 },
        { a: 3, b: null },
        { a: 2, b: 1, c: 0 },
      ]
      const move = (from: string, to: string, amount: number): SpecCall =>
        call('transfer', { from, to, amount })
      return [
        ...Array.from({ length: 4 }, () => call('read', null, reads)),
        move('a', 'b', 1),
        move('b', 'a', 1),
        move('b', 'a', 2),
        ...(fresh === 3 ? [move('a', 'a', 1), move('a', 'c', 1)] : []),
      ]
    },
  },
  {
    name: 'ledger',
    model: 'ledger',
    initials: [{ a: 2 }, { a: 1, b: 0 }],
    init: (initial) => (initial ?? {}) as Amounts,
    apply(state, { f, value, result }) {
      const held = state as Amounts
      const error = (result as { error?: string } | null | undefined)?.error?.replace(/-/g, ' ')
      if (f === 'balance') {
        if (result === undefined) return [held]
        const balance = held[value as string]
        return same(result, balance ?? null) || (balance === undefined && error === 'not found') ? [held] : []
      }
      const after = onLedger(held, f, value)
      if (typeof after === 'string') return error === after ? [held] : []
      return error === undefined ? [after] : []
    },
    calls: () => [
      call('open', 'a', orError(null)),
      call('open', { account: 'b', amount: 1 }, orError(null)),
      call('deposit', { account: 'a', amount: 1 }, orError(null)),
      call('credit', { account: 'b', amount: 2 }, orError(null)),
      call('debit', { account: 'a', amount: 1 }, orError(null)),
      call('transfer', { from: 'a', to: 'b', amount: 1 }, orError(null)),
      call('balance', 'a', orError(0, 1, 2, 3, null)),
      call('balance', 'b', orError(0, 1, 2, 3, null)),
    ],
  },
]
