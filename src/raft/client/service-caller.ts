import { InputError } from '../../base/input-error.ts'
import type { Json } from '../../base/json.ts'
import type { ServiceName } from '../services/service.ts'
import type { CallOptions } from './call-options.ts'
import { serviceFailure, type Courier } from './courier.ts'
import type { ClientSession } from './session.ts'

/** Calls of one service: changes in a session, reads without one. */
export class ServiceCaller {
  readonly #service: ServiceName
  readonly #running: ServiceName | undefined
  readonly #courier: Courier
  readonly #session: ClientSession

  /** @param running what the servers run, where it is known. */
  constructor(
    service: ServiceName,
    running: ServiceName | undefined,
    courier: Courier,
    session: ClientSession,
  ) {
    this.#service = service
    this.#running = running
    this.#courier = courier
    this.#session = session
  }

  async change(call: Json, options?: CallOptions): Promise<Json> {
    this.#check()
    return this.#answered(await this.#session.call(call, options))
  }

  /** A read has no effect: it may be sent as often as it takes. */
  async read(call: Json, options: CallOptions = {}): Promise<Json> {
    this.#check()
    const parcel = { method: 'POST', path: '/v1/call', body: JSON.stringify({ call }) } as const
    const { value = null } = await this.#courier.fetch(parcel, this.#courier.scope(options))
    return this.#answered(value)
  }

  /** Directory and ledger answer `{ error }` where a call does not apply; a register may hold anything. */
  #answered(value: Json): Json {
    if (this.#service === 'key-value' || value === null || typeof value !== 'object') return value
    const { error } = value as { readonly error?: Json }
    if (typeof error !== 'string') return value
    throw serviceFailure(error, value as { readonly [field: string]: Json })
  }

  #check(): void {
    if (this.#running !== undefined && this.#running !== this.#service)
      throw new InputError(
        `this client was connected to the service ${this.#running}, not to ${this.#service}`,
      )
  }
}
