import type { Json } from '../../../base/json.ts'
import { Refusal } from './refusal.ts'

/** Deepest nesting taken: whatever walks a value later does so by recursion. */
const DEEPEST = 64

/**
 * Refuses JSON that the log could not carry to all servers alike: a number such as 1e999 parses as Infinity
 * and would reach the others as null, and a nesting without bound overflows the stack of whoever walks it.
 */
export function checkJson(value: Json, depth = 0): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Refusal(400, 'a number in the body is too large for a double')
    return
  }
  if (value === null || typeof value !== 'object') return
  if (depth === DEEPEST) throw new Refusal(400, `the body is nested deeper than ${DEEPEST} levels`)
  if (Array.isArray(value)) {
    for (const element of value as readonly Json[]) checkJson(element, depth + 1)
    return
  }
  const fields = value as { readonly [key: string]: Json }
  for (const key of Object.keys(fields)) checkJson(fields[key] as Json, depth + 1)
}
