import type { Json } from '../../base/json.ts'
import type { KeyValueCall } from '../services/key-value.ts'
import type { CallOptions } from './call-options.ts'
import { CallFailedError } from './errors.ts'
import type { ServiceCaller } from './service-caller.ts'

export type Swapped = { readonly swapped: true } | { readonly swapped: false; readonly observed: Json }

/** The key-value service: registers by key, each null until written. */
export class KeyValueClient {
  readonly #caller: ServiceCaller

  constructor(caller: ServiceCaller) {
    this.#caller = caller
  }

  /** The value of a key, null when there is none; linearizable. */
  get(key: string, options?: CallOptions): Promise<Json> {
    return this.#caller.read(call('read', key, null), options)
  }

  async set(key: string, value: Json, options?: CallOptions): Promise<void> {
    await this.#caller.change(call('write', key, value), options)
  }

  /** Writes `to` if the value is `from`; else says what the value is. */
  async cas(key: string, from: Json, to: Json, options?: CallOptions): Promise<Swapped> {
    try {
      await this.#caller.change(call('cas', key, [from, to]), options)
      return { swapped: true }
    } catch (error) {
      if (!(error instanceof CallFailedError) || error.code !== 'precondition-failed') throw error
      return { swapped: false, observed: error.details['observed'] ?? null }
    }
  }
}

const call = (f: KeyValueCall['f'], key: string, value: Json): Json => ({ f, key, value })
