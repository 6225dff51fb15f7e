import type { Json } from '../../base/json.ts'

/** The call certainly had no effect, or was answered "no" by the service. */
export class CallFailedError extends Error {
  override readonly name = 'CallFailedError'
  /**
   * What the service answered: `not-found`, `exists`, `not-empty`, `not-a-directory`, `invalid`,
   * `version-mismatch`, `insufficient-funds`, ...; or `unavailable` (no server took it in time), `aborted`,
   * `closed`, `bad-request` (a server refused the request itself; the message says why).
   */
  readonly code: string
  /** What belongs to the answer: the value a cas observed, the present version. */
  readonly details: { readonly [field: string]: Json }

  constructor(
    code: string,
    message: string,
    details: { readonly [field: string]: Json } = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }
}

/** One request of a session, by which its fate can be asked for; both 0 for a call outside any session. */
export interface RequestReference {
  readonly session: number
  readonly sequence: number
}

/**
 * Whether the call was executed is not known: it may have been, or may yet be. `client.status(error)` finds out,
 * and a "not executed" from it is final.
 */
export class UnknownOutcomeError extends Error implements RequestReference {
  override readonly name = 'UnknownOutcomeError'
  readonly session: number
  readonly sequence: number
  readonly call: Json

  constructor({ session, sequence }: RequestReference, call: Json, why: string, cause?: unknown) {
    const what = session === 0 ? 'the call' : `request ${sequence} of session ${session}`
    super(`whether ${what} was executed is not known: ${why}`, cause === undefined ? undefined : { cause })
    this.session = session
    this.sequence = sequence
    this.call = call
  }
}

/** `version mismatch` as it stands in codes: `version-mismatch`. */
export const codeOf = (error: string): string => error.replaceAll(' ', '-')
