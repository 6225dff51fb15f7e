import { InputError } from '../../../src/base/input-error.ts'

/** The accounts that are open, in code-unit order; the balances of many states share one of these. */
interface Accounts {
  readonly names: readonly string[]
  readonly places: ReadonlyMap<string, number>
  readonly text: string
}

/**
 * The balance of each open account, never changed in place. A search makes millions: the key is built from
 * numbers alone, once, and names are sorted when an account is opened.
 */
export class Balances {
  readonly key: string
  readonly #accounts: Accounts
  readonly #amounts: readonly number[]

  private constructor(accounts: Accounts, amounts: readonly number[]) {
    this.#accounts = accounts
    this.#amounts = amounts
    this.key = `${accounts.text}${amounts.join(',')}`
  }

  static readonly none: Balances = new Balances({ names: [], places: new Map(), text: '' }, [])

  /** Undefined when there is no such account. */
  of(account: string): number | undefined {
    const place = this.#accounts.places.get(account)
    return place === undefined ? undefined : this.#amounts[place]
  }

  /** With other balances for accounts that are open. */
  with(...changes: readonly (readonly [account: string, amount: number])[]): Balances {
    const amounts = this.#amounts.slice()
    for (const [account, amount] of changes) amounts[this.#accounts.places.get(account) as number] = amount
    return new Balances(this.#accounts, amounts)
  }

  /** With one more account. */
  opened(account: string, amount: number): Balances {
    const before = this.#accounts.names.filter((name) => name < account).length
    const names = this.#accounts.names.toSpliced(before, 0, account)
    const accounts = {
      names,
      places: new Map(names.map((name, place) => [name, place])),
      text: JSON.stringify(names),
    }
    return new Balances(accounts, this.#amounts.toSpliced(before, 0, amount))
  }

  /** `a: 3, b: 2`. */
  toString(): string {
    return this.#accounts.names.map((name, place) => `${name}: ${this.#amounts[place]}`).join(', ')
  }
}

/**
 * A map of accounts to balances as initial value.
 * @throws InputError when it is none.
 */
export function readInitialBalances(initial: unknown): Balances {
  const wrong = (): InputError =>
    new InputError('the model ledger starts with a map of accounts to whole balances of 0 or more', {
      field: 'initial value',
    })
  if (initial === null || typeof initial !== 'object' || Array.isArray(initial)) throw wrong()
  let balances = Balances.none
  for (const [account, amount] of Object.entries(initial) as [string, unknown][]) {
    if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || amount < 0) throw wrong()
    balances = balances.opened(account, amount)
  }
  return balances
}
