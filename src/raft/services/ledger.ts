import type { Json } from '../../base/json.ts'
import { fieldsOf } from './fields.ts'
import { imageOf, sortedByName } from './image.ts'
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

type LedgerError = 'not found' | 'exists' | 'insufficient funds' | 'too much'
type Balance = readonly [account: string, balance: number]
/** What a call comes to: an error, or its result and the balances it sets. */
type Effect = LedgerError | { readonly value: Json; readonly sets?: readonly Balance[] }

/** Its members stand in the order of canonical JSON. */
type Image = {
  readonly balances: readonly Balance[]
  readonly service: 'ledger'
}

/**
 * Accounts whose balances never fall below 0. Only `open`, `deposit` and `debit` change how much money there
 * is. A call that does not apply is answered `{ error }`, and changes nothing: `not found`, `exists`,
 * `insufficient funds`, `too much` (a balance beyond which amounts are no longer exact, 2^53 - 1). The balance
 * of an account that does not exist is null.
 */
export class Ledger implements StateMachine {
  #balances = new Map<string, number>()

  /** All money there is, exact however much it is. */
  get total(): bigint {
    return [...this.#balances.values()].reduce((sum, balance) => sum + BigInt(balance), 0n)
  }

  isRead(call: Json): boolean {
    return fieldsOf(call)['f'] === 'balance'
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

  snapshot(): Json {
    const image: Image = { balances: sortedByName(this.#balances), service: 'ledger' }
    return image as Json
  }

  restore(image: Json): void {
    this.#balances = new Map(imageOf<Image>('ledger', image).balances)
  }

  /** Undefined for what is no call of this service. */
  #perform(call: Json): Effect | undefined {
    const { f, value } = fieldsOf(call)
    const { account, from, to, amount } = typeof value === 'string' ? { account: value } : fieldsOf(value)
    if (f === 'transfer') {
      if (typeof from !== 'string' || typeof to !== 'string' || !isAmount(amount)) return undefined
      return this.#transfer(from, to, amount)
    }
    if (typeof account !== 'string') return undefined
    const balance = this.#balances.get(account)
    if (f === 'balance') return { value: balance ?? null }
    if (f === 'open' && (amount === undefined || isAmount(amount)))
      return balance === undefined ? { value: null, sets: [[account, amount ?? 0]] } : 'exists'
    if (!isAmount(amount)) return undefined
    switch (f) {
      case 'deposit':
      case 'credit':
        if (balance === undefined) return 'not found'
        return isAmount(balance + amount) ? { value: null, sets: [[account, balance + amount]] } : 'too much'
      case 'debit':
        if (balance === undefined) return 'not found'
        return balance < amount ? 'insufficient funds' : { value: null, sets: [[account, balance - amount]] }
      default:
        return undefined
    }
  }

  #transfer(from: string, to: string, amount: number): Effect {
    const paying = this.#balances.get(from)
    const paid = this.#balances.get(to)
    if (paying === undefined || paid === undefined) return 'not found'
    if (paying < amount) return 'insufficient funds'
    if (from === to) return { value: null }
    if (!isAmount(paid + amount)) return 'too much'
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

/** Beyond the safe integers sums are rounded: money would appear or vanish. */
const isAmount = (amount: Json | undefined): amount is number =>
  typeof amount === 'number' && Number.isSafeInteger(amount) && amount >= 0
