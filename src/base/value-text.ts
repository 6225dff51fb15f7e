import { types } from 'node:util'

const MAX_LENGTH = 200
/** Members of one object or list that are shown, and levels of nesting. */
const MAX_MEMBERS = 20
const DEEPEST = 4

/**
 * Any value in words, for a message about a value that may be anything: JSON where it is JSON, else what it is
 * (`a promise`, `a function`, `NaN`, `5n`). Never throws, also for a value that throws when it is read, and
 * never longer than `limit` characters.
 */
export function valueText(value: unknown, limit = MAX_LENGTH): string {
  let text: string
  try {
    text = written(value, 0, limit)
  } catch {
    text = 'a value that throws when it is read'
  }
  return text.length > limit ? `${text.slice(0, limit)}...` : text
}

function written(value: unknown, depth: number, limit: number): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.slice(0, limit))
    case 'bigint':
      return `${value}n`
    case 'symbol':
      return 'a symbol'
    case 'function':
      return 'a function'
    case 'object':
      return value === null ? 'null' : ofObject(value, depth, limit)
    default:
      return Object.is(value, -0) ? '-0' : String(value)
  }
}

function ofObject(value: object, depth: number, limit: number): string {
  // any look at it would run somebody else's code
  if (types.isProxy(value)) return 'a Proxy'
  if (typeof (value as { then?: unknown }).then === 'function') return 'a promise'
  if (value instanceof Error) return `${value.name}: ${String(value.message).slice(0, limit)}`
  const isList = Array.isArray(value)
  // what contains itself ends here as well
  if (depth >= DEEPEST) return isList ? '[...]' : '{...}'
  const keys = Object.keys(value)
  const parts: string[] = []
  let length = 0
  for (const key of keys.slice(0, MAX_MEMBERS)) {
    const member = written((value as { [key: string]: unknown })[key], depth + 1, limit)
    const part = isList ? member : `${JSON.stringify(key.slice(0, limit))}:${member}`
    parts.push(part)
    length += part.length
    if (length > limit) break
  }
  if (parts.length < keys.length) parts.push('...')
  const kind = isList ? '' : nameOf(value)
  return isList ? `[${parts.join(',')}]` : `${kind}{${parts.join(',')}}`
}

/** `Map ` of a Map, nothing of a plain object. */
function nameOf(value: object): string {
  const name = (value.constructor as { name?: unknown } | undefined)?.name
  return typeof name !== 'string' || name === 'Object' || name === '' ? '' : `${name.slice(0, 40)} `
}
