import type { Json } from '../../base/json.ts'
import type { Millis } from '../../base/time.ts'
import type { CallOptions } from './call-options.ts'
import { deliver, type Delivered, type DeliveryOptions, type Parcel } from './delivery.ts'
import { CallFailedError, codeOf } from './errors.ts'

/** Time and signals of one call, the same for all that is sent on its behalf. */
export interface CallScope {
  readonly deadline: Millis
  readonly signals: readonly AbortSignal[]
}

export interface CourierOptions extends DeliveryOptions {
  readonly timeout: Millis
  /** Aborted when the client is closed. */
  readonly closed: AbortSignal
}

/** Sends requests on behalf of calls, and says what became of them. */
export class Courier {
  readonly #options: CourierOptions

  constructor(options: CourierOptions) {
    this.#options = options
  }

  scope({ signal, timeout = this.#options.timeout }: CallOptions): CallScope {
    const { closed } = this.#options
    return {
      deadline: performance.now() + timeout,
      signals: signal === undefined ? [closed] : [closed, signal],
    }
  }

  deliver(parcel: Omit<Parcel, 'deadline' | 'signals'>, scope: CallScope): Promise<Delivered> {
    return deliver(this.#options, { ...parcel, ...scope })
  }

  /** Sends what has no effect, or none that matters when it happens twice. @throws CallFailedError. */
  async fetch(
    parcel: Omit<Parcel, 'deadline' | 'signals'>,
    scope: CallScope,
  ): Promise<{ readonly [field: string]: Json }> {
    const delivered = await this.deliver(parcel, scope)
    if (delivered.kind !== 'decided') throw this.failure(delivered)
    const { body } = delivered
    if (body.type === 'ok') return body
    throw serviceFailure(body.error as string, body)
  }

  /** The error for a delivery that brought no decision and left no doubt. */
  failure(delivered: Exclude<Delivered, { readonly kind: 'decided' }>): CallFailedError {
    if (delivered.kind === 'refused') return new CallFailedError('bad-request', delivered.error)
    const { aborted, why, cause } = delivered
    if (!aborted)
      return new CallFailedError('unavailable', `no server took the call in time; at last: ${why}`)
    const code = this.#options.closed.aborted ? 'closed' : 'aborted'
    return new CallFailedError(code, `the call was ended: ${why}`, {}, cause)
  }
}

/** What the service itself said no to, with what belongs to it. */
export function serviceFailure(error: string, body: { readonly [field: string]: Json }): CallFailedError {
  const { type: _, error: __, ...details } = body
  return new CallFailedError(codeOf(error), error, details)
}
