import { sameJson } from '../base/json.ts'

/** Functions that give nothing back: their completion repeats the value of the invocation, or has none. */
export const repeatsValue: ReadonlySet<string> = new Set([
  'write',
  'cas',
  'put',
  'append',
  'add',
  'remove',
  'enqueue',
])

/** What drivers record as the answer of such a call: `OK`, or whether it changed anything. */
const acknowledged = new Set<unknown>(['ok', 'OK', true])

/**
 * Whether the value of a completion can be that of an operation with this value. A completion may leave it out (null),
 * fill in what the invocation left open (`[nil 5]`, of a versioned register, becomes `[3 5]`), or say that it is done.
 */
export function completes(invoked: unknown, completed: unknown, f: string): boolean {
  // an invocation that says nothing is refused elsewhere, where its model needs a value
  if (invoked === undefined || completed === undefined || completed === null || sameJson(invoked, completed))
    return true
  if (typeof invoked !== typeof completed && acknowledged.has(completed)) return true
  // an answer that the model knows, such as that there is no such path
  if (typeof completed === 'object' && 'error' in completed) return true
  // an element that was there already, or was not there
  if (completed === false && (f === 'add' || f === 'remove') && typeof invoked !== 'boolean') return true
  return isFilledIn(invoked, completed, f)
}

function isFilledIn(invoked: unknown, completed: unknown, f: string): boolean {
  if (!Array.isArray(invoked) || !Array.isArray(completed)) return false
  if (invoked.length !== 2 || completed.length !== 2) return false
  const [invokedFirst, invokedSecond] = invoked as [unknown, unknown]
  const [first, second] = completed as [unknown, unknown]
  // [version value], the version of a write unknown before; a cas has [version [from to]]
  if (invokedFirst === null)
    return sameJson(invokedSecond, second) && (f !== 'cas' || Array.isArray(invokedSecond))
  // [key value] of an independent tuple
  if (!sameJson(invokedFirst, first) || (f === 'cas' && !Array.isArray(invokedSecond))) return false
  return (second ?? null) === null || isFilledIn(invokedSecond, second, f)
}
