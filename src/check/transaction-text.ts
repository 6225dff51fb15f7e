import { canonicalJson } from '../base/json.ts'
import type { Operation } from '../record/operation.ts'

const MAX_LENGTH = 120

/** A transaction in words: its micro-operations, with what they returned where that is known. */
export function describeTransaction({ value, outcome }: Operation): string {
  const text = canonicalJson(outcome.type === 'ok' ? outcome.value : value)
  const cut = text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`
  return outcome.type === 'ok'
    ? cut
    : `${cut} ${outcome.type === 'fail' ? 'that failed' : 'of unknown outcome'}`
}
