import { canonicalJson } from '../../../base/json.ts'
import { InputError } from '../../../base/input-error.ts'
import { quoted } from '../../../base/name-text.ts'
import { ednAtom, ednCharacter, number } from './edn-atom.ts'
import { MAX_NUMBER_LENGTH } from './exact-number.ts'
import { numberProblem } from './json-value.ts'
import { MAX_DEPTH, tooDeep } from './nesting.ts'
import { detachedString } from './detached-string.ts'
import type { Piece } from './splitter.ts'

/** What a piece of EDN gives that holds comments and `#_` discards only. */
export const nothing = Symbol('nothing')

/**
 * Reads one EDN form as a JSON-like value. Keywords, symbols and characters become strings (keywords
 * without the colon), vectors, lists and sets arrays (sets in canonical order, so that equal sets are
 * equal), maps objects, `nil` null; a tag gives the value it stands before. Numbers that a double cannot
 * hold, and ratios, become their text, so that different ones stay different; equal ones are equal (42, 42.0, 42N).
 *
 * edn-data reads `1;c⏎2` as 12, loses track at `\(`, and takes cut-off or unbalanced text without an
 * error: a checker must not guess, hence this reader.
 */
export function readEdn(piece: Piece, name: string): unknown {
  return new EdnReader(piece, name).only()
}

class EdnReader {
  readonly #text: string
  readonly #line: number
  readonly #name: string
  #at = 0

  constructor(piece: Piece, name: string) {
    this.#text = piece.text
    this.#line = piece.line
    this.#name = name
  }

  /** The one value of the text, or {@link nothing}. */
  only(): unknown {
    const value = this.#value(0)
    this.#skip(0)
    if (this.#at < this.#text.length)
      throw this.#error(`unexpected "${this.#text[this.#at]}" after the value`)
    return value
  }

  #value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw this.#error(tooDeep)
    this.#skip(depth)
    const character = this.#text[this.#at]
    switch (character) {
      case undefined:
        return nothing
      case '{':
        return this.#map(depth)
      case '[':
        return this.#items(']', depth)
      case '(':
        return this.#items(')', depth)
      case '"':
        return this.#string()
      case '#':
        return this.#dispatch(depth)
      case '\\':
        return this.#character()
      case ']':
      case ')':
      case '}':
        throw this.#error(`"${character}" where a value is expected`)
      default: {
        const token = this.#token()
        const value = ednAtom(token)
        if (value === undefined)
          throw this.#error(isRefusedNumber(token) ? numberProblem(token) : `${quoted(token)} is not EDN`)
        return value
      }
    }
  }

  /** Moves over blanks, comments and discarded forms. */
  #skip(depth: number): void {
    const text = this.#text
    for (;;) {
      const character = text[this.#at]
      if (character === ';') {
        const end = text.indexOf('\n', this.#at)
        this.#at = end < 0 ? text.length : end
      } else if (character === '#' && text[this.#at + 1] === '_') {
        this.#at += 2
        if (this.#value(depth + 1) === nothing) throw this.#error('"#_" with nothing behind it to discard')
      } else if (
        character === ',' ||
        character === ' ' ||
        (character !== undefined && blank.test(character))
      ) {
        this.#at++
      } else return
    }
  }

  #items(closer: string, depth: number): unknown[] {
    const opened = this.#at++
    const items: unknown[] = []
    for (;;) {
      this.#skip(depth)
      if (this.#text[this.#at] === closer) {
        this.#at++
        return items
      }
      const item = this.#value(depth + 1)
      if (item === nothing) throw this.#error(`"${closer}" is missing for the bracket opened here`, opened)
      items.push(item)
    }
  }

  #map(depth: number): Record<string, unknown> {
    const opened = this.#at
    const items = this.#items('}', depth)
    if (items.length % 2 === 1) throw this.#error(`key ${shortJson(items.at(-1))} has no value`, opened)
    const map: Record<string, unknown> = {}
    for (let i = 0; i < items.length; i += 2) {
      const key = keyText(items[i])
      if (Object.hasOwn(map, key)) throw this.#error(`key ${quoted(key)} stands twice in one map`, opened)
      // assigning to __proto__ would set no key
      if (key === '__proto__') Object.defineProperty(map, key, { value: items[i + 1], enumerable: true })
      else map[key] = items[i + 1]
    }
    return map
  }

  #dispatch(depth: number): unknown {
    const next = this.#text[this.#at + 1]
    this.#at++
    if (next === '{') {
      return this.#items('}', depth)
        .map((item) => ({ item, text: canonicalJson(item) }))
        .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
        .map(({ item }) => item)
    }
    // a regular expression, as Clojure prints it: its backslashes mean themselves
    if (next === '"') return this.#quoted()
    const token = this.#token()
    if (token === '') throw this.#error('"#" with no tag behind it')
    if (token === '#NaN')
      throw this.#error('##NaN equals nothing, not even itself, so no check can tell what was read')
    if (token.startsWith('#')) return token.slice(1)
    const value = this.#value(depth + 1)
    if (value === nothing) throw this.#error(`tag ${quoted(`#${token}`)} has no value`)
    return value
  }

  #string(): string {
    const start = this.#at + 1
    const raw = this.#quoted()
    return raw.includes('\\') ? this.#unescape(raw, start) : detachedString(raw)
  }

  /** What stands between two quotes, as it is written. */
  #quoted(): string {
    const start = this.#at + 1
    let end = start
    while (this.#text[end] !== '"') {
      if (end >= this.#text.length) throw this.#error('the string opened here is not closed', start - 1)
      end += this.#text[end] === '\\' ? 2 : 1
    }
    this.#at = end + 1
    return this.#text.slice(start, end)
  }

  #unescape(raw: string, start: number): string {
    return raw.replace(escape, (found, hex: string | undefined, name: string | undefined, offset: number) => {
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16))
      const character = name === undefined ? undefined : escapes[name]
      if (character === undefined)
        throw this.#error(`${quoted(found)} is no escape of a string`, start + offset)
      return character
    })
  }

  #character(): string {
    const start = this.#at
    // the first character belongs to the literal even where it would end any other token
    this.#at += 2
    const rest = this.#token()
    const value = ednCharacter(this.#text.slice(start + 1, start + 2) + rest)
    if (value === undefined)
      throw this.#error(`${quoted(this.#text.slice(start, this.#at))} is no character`, start)
    return value
  }

  #token(): string {
    const start = this.#at
    tokenPattern.lastIndex = start
    // a match would be an array for each token
    tokenPattern.test(this.#text)
    this.#at = tokenPattern.lastIndex
    return this.#text.slice(start, this.#at)
  }

  #error(message: string, at = this.#at): InputError {
    let line = this.#line
    for (let i = this.#text.indexOf('\n'); i >= 0 && i < at; i = this.#text.indexOf('\n', i + 1)) line++
    return new InputError(`malformed EDN: ${message}; correct or remove the form`, { file: this.#name, line })
  }
}

/** Whether it is a number, but too large or too long. */
function isRefusedNumber(token: string): boolean {
  const digits = token.replace(/[NM]$/, '')
  return number.test(token) && (digits.length > MAX_NUMBER_LENGTH || Math.abs(Number(digits)) === Infinity)
}

/** As messages show it. */
function shortJson(value: unknown): string {
  const text = canonicalJson(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

const keyText = (key: unknown): string => (typeof key === 'string' ? key : canonicalJson(key))

const blank = /\s/
const tokenPattern = /[^\s,"()[\]{};]*/y
const escape = /\\(?:u([0-9a-fA-F]{4})|(.?))/gs
const escapes: { readonly [name: string]: string } = {
  t: '\t',
  r: '\r',
  n: '\n',
  b: '\b',
  f: '\f',
  '\\': '\\',
  '"': '"',
}
