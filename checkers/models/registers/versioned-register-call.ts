import { sameJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { malformed } from '../describe.ts'

/** A value with its version. */
export interface Versioned {
  readonly version: number
  readonly value: unknown
}

/** What a read told; without version, it told the value alone. */
export interface VersionTold {
  readonly version?: number
  readonly value: unknown
}

/** What a write or a cas makes, if it takes effect. */
export interface VersionedEffect {
  /** The version it makes, where that is known. */
  readonly version?: number
  /** What a cas expects. */
  readonly from?: { readonly value: unknown }
  readonly to: unknown
}

/**
 * Undefined when the outcome of the read is unknown.
 * @throws InputError when its result has another form.
 */
export function readKnown(operation: Operation): VersionTold | undefined {
  const { outcome } = operation
  if (outcome.type !== 'ok') return undefined
  const result = outcome.value ?? null
  if (result === null) return { value: null }
  const pair = readPair(result)
  if (pair === undefined)
    throw malformed(
      { ...operation, value: result },
      '[version, value] as its result, or null for nothing there',
    )
  return pair
}

/** @throws InputError when the operation's value has another form. */
export function effectOf(operation: Operation): VersionedEffect {
  const { f, value, outcome } = operation
  const expected = f === 'cas' ? '[version, [from, to]]' : '[version, value]'
  const asked = readPair(value)
  if (asked === undefined)
    throw malformed(operation, `${expected}, with null for a version that is not known`)
  const told = outcome.type === 'ok' ? readPair(outcome.value) : undefined
  if (told !== undefined && !sameJson(told.value, asked.value))
    throw malformed({ ...operation, value: told }, 'its own value as its result, with the version it made')
  const version = told?.version ?? asked.version
  const known = version === undefined ? {} : { version }
  if (f !== 'cas') return { ...known, to: asked.value }
  if (!Array.isArray(asked.value) || asked.value.length !== 2) throw malformed(operation, expected)
  const [from, to] = asked.value as [unknown, unknown]
  return { ...known, from: { value: from ?? null }, to: to ?? null }
}

/** A failed cas that says what it met is a read of that. */
export function observedVersion(operation: Operation): Operation | undefined {
  const { f, outcome } = operation
  if (f !== 'cas' || outcome.type !== 'fail' || outcome.observed === undefined) return undefined
  const value = readPair(outcome.observed) === undefined ? [null, outcome.observed] : outcome.observed
  return { ...operation, f: 'read', value: null, outcome: { type: 'ok', value } }
}

/** `[version or null, value]`; undefined for anything else. */
function readPair(pair: unknown): VersionTold | undefined {
  if (!Array.isArray(pair) || pair.length !== 2) return undefined
  const [version, value = null] = pair as [unknown, unknown]
  if ((version ?? null) === null) return { value }
  return typeof version === 'number' && Number.isSafeInteger(version) ? { version, value } : undefined
}
