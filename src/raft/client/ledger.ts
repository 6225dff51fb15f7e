import type { Json } from '../../base/json.ts'
import type { LedgerCall } from '../services/ledger.ts'
import type { CallOptions } from './call-options.ts'
import type { ServiceCaller } from './service-caller.ts'

/**
 * The ledger: accounts whose balances never fall below 0; amounts are whole numbers of 0 or more. What does not apply
 * is a `CallFailedError` with the code `not-found`, `exists` or `insufficient-funds`.
 */
export class LedgerClient {
  readonly #caller: ServiceCaller

  constructor(caller: ServiceCaller) {
    this.#caller = caller
  }

  /** Opens an account, with money in it if an amount is given. */
  async open(account: string, amount = 0, options?: CallOptions): Promise<void> {
    await this.#caller.change(call('open', { account, amount }), options)
  }

  async deposit(account: string, amount: number, options?: CallOptions): Promise<void> {
    await this.#caller.change(call('deposit', { account, amount }), options)
  }

  async debit(account: string, amount: number, options?: CallOptions): Promise<void> {
    await this.#caller.change(call('debit', { account, amount }), options)
  }

  async transfer(from: string, to: string, amount: number, options?: CallOptions): Promise<void> {
    await this.#caller.change(call('transfer', { from, to, amount }), options)
  }

  /** The balance of an account, null when there is none; linearizable. */
  async balance(account: string, options?: CallOptions): Promise<number | null> {
    return (await this.#caller.read(call('balance', account), options)) as number | null
  }
}

const call = (f: LedgerCall['f'], value: Json): Json => ({ f, value })
