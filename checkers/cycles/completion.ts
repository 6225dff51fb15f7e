import { canonicalJson } from '../../src/base/json.ts'
import { rawMicro } from './micro-operation.ts'

/**
 * How a completed transaction contradicts the one that was invoked: only what was read may be filled in. In words
 * that follow "the transaction"; undefined when it does not, or when one of the two is no list of micro-operations.
 */
export function completionConflict(invoked: unknown, completed: unknown): string | undefined {
  if (!Array.isArray(invoked) || !Array.isArray(completed)) return undefined
  if (invoked.length !== completed.length)
    return `completes with ${completed.length} micro-operations, but was invoked with ${invoked.length}`
  for (const [index, micro] of invoked.entries()) {
    const asked = rawMicro(micro)
    const done = rawMicro(completed[index])
    if (asked === undefined || done === undefined) continue
    const isSame =
      asked.f === done.f &&
      canonicalJson(asked.key) === canonicalJson(done.key) &&
      (asked.f === 'r' || canonicalJson(asked.value) === canonicalJson(done.value))
    if (isSame) continue
    return `completes with ${show(completed[index])} as its micro-operation ${index + 1}, but was invoked with ${show(micro)}; only what was read may be filled in, so correct one of the two lines`
  }
  return undefined
}

function show(micro: unknown): string {
  const text = canonicalJson(micro)
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`
}
