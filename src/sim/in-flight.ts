import { canonicalJson } from '../base/json.ts'
import type { Target } from '../subject/target.ts'
import { fingerprint, kindOfFingerprint } from './fingerprint.ts'
import type { Envelope } from './network.ts'

/** A message that waits in a pool until it is picked. */
export class InFlight {
  readonly envelope: Envelope
  arrived = false
  readonly #target: Target
  #fingerprint: string | undefined

  constructor(envelope: Envelope, target: Target) {
    this.envelope = envelope
    this.#target = target
  }

  get body(): string {
    return canonicalJson(this.envelope.message)
  }

  /** What a script calls it. */
  get fingerprint(): string {
    const { message } = this.envelope
    return (this.#fingerprint ??= fingerprint(this.#target.canonicalForm?.(message) ?? message))
  }
}

/** The message with a fingerprint, or else the oldest, or newest, of its kind. */
export function inFlightLike(
  pool: readonly InFlight[],
  fingerprint: string,
  age: 'oldest' | 'newest',
): InFlight | undefined {
  const exact = pool.find((one) => one.fingerprint === fingerprint)
  if (exact !== undefined) return exact
  const kind = kindOfFingerprint(fingerprint)
  const isAlike = (one: InFlight): boolean => kindOfFingerprint(one.fingerprint) === kind
  return age === 'oldest' ? pool.find(isAlike) : pool.findLast(isAlike)
}
