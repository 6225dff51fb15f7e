import type { Json } from '../base/json.ts'
import type { Result, StateMachine } from './state-machine.ts'

/**
 * A call of the ledger. `open` takes the name of a new account, or `{ account, amount }`; `deposit` (also
 * called `credit`) and `debit` take `{ account, amount }`; `transfer` `{ from, to, amount }`; `balance` the
 * name of an account. Amounts are whole numbers of 0 or more.
 */
export interface LedgerCall {
  readonly f: 'open' | 'deposit' | 'credit' | 'debit' | 'transfer' | 'balance'
  readonly value: Json
}

type LedgerError = 'not found' | 'exists' | 'insufficient funds'
type Fields = { readonly [field in 'account' | 'from' | 'to' | 'amount']?: Json }
/** What a call comes to: an error, or its result and the balances it sets. */
type Effect = LedgerError | { readonly value: Json; readonly sets?: readonly (readonly [string, number])[] }

/**
 * Accounts whose balances never fall below 0. Only `open`, `deposit` and `debit` change how much money there
 * is. A call that does not apply is answered `{ error }`, and changes nothing: `not found`, `exists`,
 * `insufficient funds`. The balance of an account that does not exist is null.
 */
export class Ledger implements StateMachine {
  readonly #balances = new Map<string, number>()

  /** All money there is. */
  get total(): number {
    return [...this.#balances.values()].reduce((sum, balance) => sum + balance, 0)
  }

  isRead(call: Json): boolean {
    return (call as unknown as LedgerCall).f === 'balance'
  }

  apply(call: Json): Result {
    const effect = this.#perform(call)
    if (effect !== undefined && typeof effect !== 'string')
      for (const [account, balance] of effect.sets ?? []) this.#balances.set(account, balance)
    return resultOf(call, effect)
  }

  preview(call: Json): Result {
    return resultOf(call, this.#perform(call))
  }

  /** Undefined for what is no call of this service. */
  #perform(call: Json): Effect | undefined {
    const { f, value } = call as unknown as LedgerCall
    const fields = (typeof value === 'object' ? (value ?? {}) : { account: value }) as Fields
    if (f === 'transfer') {
      const { from, to, amount } = fields
      if (typeof from !== 'string' || typeof to !== 'string' || !isAmount(amount)) return undefined
      return this.#transfer(from, to, amount)
    }
    const { account, amount = f === 'open' ? 0 : undefined } = fields
    if (typeof account !== 'string') return undefined
    const balance = this.#balances.get(account)
    if (f === 'balance') return { value: balance ?? null }
    if (!isAmount(amount)) return undefined
    switch (f) {
      case 'open':
        return balance === undefined ? { value: null, sets: [[account, amount]] } : 'exists'
      case 'deposit':
      case 'credit':
        return balance === undefined ? 'not found' : { value: null, sets: [[account, balance + amount]] }
      case 'debit':
        if (balance === undefined) return 'not found'
        return balance < amount ? 'insufficient funds' : { value: null, sets: [[account, balance - amount]] }
    }
    return undefined
  }

  #transfer(from: string, to: string, amount: number): Effect {
    const paying = this.#balances.get(from)
    const paid = this.#balances.get(to)
    if (paying === undefined || paid === undefined) return 'not found'
    if (paying < amount) return 'insufficient funds'
    if (from === to) return { value: null }
    return {
      value: null,
      sets: [
        [from, paying - amount],
        [to, paid + amount],
      ],
    }
  }
}

function resultOf(call: Json, effect: Effect | undefined): Result {
  if (effect === undefined) return { type: 'fail', error: `no such call: ${JSON.stringify(call)}` }
  return { type: 'ok', value: typeof effect === 'string' ? { error: effect } : effect.value }
}

const isAmount = (amount: Json | undefined): amount is number =>
  typeof amount === 'number' && Number.isSafeInteger(amount) && amount >= 0
