import type { Json } from '../base/json.ts'

/** A client's call in words: `write x 3`, `cas x 1->2`, `read x`, `transfer a1->a2 5`; its JSON where it is of another form. */
export function callText(call: Json): string {
  if (typeof call !== 'object' || call === null || Array.isArray(call)) return JSON.stringify(call)
  const { f, key, value } = call as { readonly f?: Json; readonly key?: Json; readonly value?: Json }
  if (typeof f !== 'string') return JSON.stringify(call)
  const object = typeof key === 'string' ? ` ${key}` : ''
  if (f === 'read') return `read${object}`
  if (f === 'cas' && Array.isArray(value))
    return `cas${object} ${JSON.stringify(value[0])}->${JSON.stringify(value[1])}`
  const service = serviceText(f, value)
  if (service !== undefined) return service
  return `${f}${object} ${JSON.stringify(value ?? null)}`
}

/** A call of the directory or the ledger; undefined when it is of another form, such as the result of one. */
function serviceText(f: string, value: Json | undefined): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) {
    const [from, to] = value as readonly Json[]
    const renames = f === 'rename' && typeof from === 'string' && typeof to === 'string'
    return renames ? `rename ${from}->${to}` : undefined
  }
  const { account, amount, from, to, path, kind } = value as { readonly [field: string]: Json }
  if (typeof path === 'string' && typeof kind === 'string') return `${f} ${kind} ${path}`
  if (typeof amount !== 'number') return undefined
  if (typeof account === 'string') return `${f} ${account} ${amount}`
  return typeof from === 'string' && typeof to === 'string' ? `${f} ${from}->${to} ${amount}` : undefined
}
