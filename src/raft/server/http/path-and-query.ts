import type { Exchange } from './exchange.ts'
import { Refusal } from './refusal.ts'

/** Text of a path or a part of it, percent signs resolved. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Refusal(400, `"${part}" in the path is not percent-encoded UTF-8`)
  }
}

const nothing: ReadonlyMap<string, string> = new Map()

/** The fields of the query; one that is not among those allowed is refused, so that no typing error is passed over. */
export function queryOf(exchange: Exchange, allowed: readonly string[]): ReadonlyMap<string, string> {
  if (exchange.query === '') return nothing
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(exchange.query)) {
    if (!allowed.includes(name))
      throw new Refusal(
        400,
        `the query has an unknown field "${name}"${allowed.length > 0 ? `; there are ${allowed.join(', ')}` : ''}`,
      )
    if (fields.has(name)) throw new Refusal(400, `the query has the field "${name}" twice`)
    fields.set(name, value)
  }
  return fields
}

/** A whole number in the query; undefined when it is not there. */
export function wholeField(
  fields: ReadonlyMap<string, string>,
  name: string,
  low: number,
): number | undefined {
  const text = fields.get(name)
  if (text === undefined) return undefined
  return wholeText(text, `${name} in the query`, low)
}

export function wholeText(text: string, what: string, low: number): number {
  const value = Number(text)
  if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(value) && value >= low) return value
  throw new Refusal(400, `${what} must be a whole number from ${low} on; got "${text}"`)
}

/** A field that is there or not: `?recursive`, also `?recursive=true` or `false`. */
export function flagField(fields: ReadonlyMap<string, string>, name: string): boolean {
  const text = fields.get(name)
  if (text === undefined || text === 'false') return false
  if (text === '' || text === 'true') return true
  throw new Refusal(400, `${name} in the query must be true, false or left without a value; got "${text}"`)
}
