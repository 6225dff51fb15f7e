import { ednNumber } from './edn-number.ts'
import { detachedString } from './detached-string.ts'

/** How numbers begin. */
export const number = /^[-+]?\d/
const characters = new Map([
  ['newline', '\n'],
  ['return', '\r'],
  ['space', ' '],
  ['tab', '\t'],
  ['formfeed', '\f'],
  ['backspace', '\b'],
])

/**
 * The value of an EDN token that is no string and no character: nil, a boolean, a number, a keyword or a
 * symbol. `undefined` when the token is none of these, or a number that is refused.
 */
export function ednAtom(token: string): null | boolean | number | string | undefined {
  if (token === 'nil') return null
  if (token === 'true') return true
  if (token === 'false') return false
  if (token.startsWith(':')) return token.length > 1 ? detachedString(token.slice(1)) : undefined
  if (number.test(token)) return ednNumber(token)
  // a quote, a dereference or metadata is Clojure source, not data
  return /^[\^@`'~\\]/.test(token) ? undefined : detachedString(token)
}

/** The character a literal names, given its text behind the backslash; `undefined` when it names none. */
export function ednCharacter(name: string): string | undefined {
  if (name.length === 1) return name
  const unicode = /^u([0-9a-fA-F]{4})$/.exec(name)?.[1]
  if (unicode !== undefined) return String.fromCharCode(parseInt(unicode, 16))
  const octal = /^o([0-3]?[0-7]{1,2})$/.exec(name)?.[1]
  if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8))
  // one character outside the basic plane is two code units
  return characters.get(name) ?? ([...name].length === 1 ? name : undefined)
}
