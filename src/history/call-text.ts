import type { Json } from '../base/json.ts'

/** A client's call in words: `write x 3`, `cas x 1->2`, `read x`; its JSON where it is of another form. */
export function callText(call: Json): string {
  if (typeof call !== 'object' || call === null || Array.isArray(call)) return JSON.stringify(call)
  const { f, key, value } = call as { readonly f?: Json; readonly key?: Json; readonly value?: Json }
  if (typeof f !== 'string') return JSON.stringify(call)
  const object = typeof key === 'string' ? ` ${key}` : ''
  if (f === 'read') return `read${object}`
  if (f === 'cas' && Array.isArray(value))
    return `cas${object} ${JSON.stringify(value[0])}->${JSON.stringify(value[1])}`
  return `${f}${object} ${JSON.stringify(value ?? null)}`
}
