import type { Json } from '../../base/json.ts'

/** The members of a JSON object; none of what is no object. Clients may send anything. */
export function fieldsOf(value: Json | undefined): { readonly [field: string]: Json | undefined } {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as { readonly [field: string]: Json }) : {}
}
