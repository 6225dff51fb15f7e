/** A JSON value: the only thing that crosses a wire, a disk or a file in Whitewater. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * JSON text with object keys in code-unit order, so that equal values give equal text on any machine.
 * `undefined` members are left out, as `JSON.stringify` does.
 */
export function canonicalJson(value: unknown): string {
  return isCanonical(value) ? JSON.stringify(value) : sortedJson(value)
}

function sortedJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  let text = ''
  if (Array.isArray(value)) {
    for (const one of value) text += text === '' ? sortedJson(one) : `,${sortedJson(one)}`
    return `[${text}]`
  }
  const record = value as Record<string, unknown>
  for (const key of Object.keys(record).sort()) {
    const member = record[key]
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${sortedJson(member)}`
  }
  return `{${text}}`
}

/** Whether `JSON.stringify`, which is several times as fast, writes a value just so: plain, and its keys stand in order. */
function isCanonical(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return true
    case 'object':
      break
    default:
      return false
  }
  if (value === null) return true
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) if (!isCanonical(value[at])) return false
    return true
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  let before = ''
  for (const key of Object.keys(value)) {
    if (key < before || !isCanonical((value as Record<string, unknown>)[key])) return false
    before = key
  }
  return true
}

/** A key that equal JSON values share and others do not: quicker than the canonical text for numbers and long strings. */
export function jsonKey(value: unknown): string | number {
  if (typeof value === 'number') return value
  // no other text begins with a quote
  return typeof value === 'string' ? `"${value}` : canonicalJson(value)
}

/** The value of a key of `jsonKey` as JSON, for a message: its first 200 characters. */
export function keyText(key: string | number): string {
  const text = String(key)
  return (text.startsWith('"') ? JSON.stringify(text.slice(1)) : text).slice(0, 200)
}

/** Whether two JSON values are equal, whatever the order of their keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  return canonicalJson(a) === canonicalJson(b)
}

/** What {@link deepFreeze} has frozen to the bottom. A frozen object alone may hold members that are not. */
const deeplyFrozen = new WeakSet<object>()

/** Freezes a JSON value and everything in it, so that writing to it throws; once frozen, it costs nothing again. */
export function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !deeplyFrozen.has(value)) {
    // before its members: a value that contains itself ends here
    deeplyFrozen.add(value)
    Object.freeze(value)
    for (const member of Object.values(value)) deepFreeze(member)
  }
  return value
}
