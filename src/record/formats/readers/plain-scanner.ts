import { hashed, InternedBytes } from './interned-bytes.ts'

/** What a scan gives where a form is not plain: it is to be read in full, which also tells what is wrong with it. */
export const notPlain = Symbol('not plain')

/** Longer forms have something in them that is not plain, or gain nothing. */
const MAX_PLAIN_BYTES = 64 * 1024
const MAX_PLAIN_DEPTH = 8
/** With more a double may not tell a number from its neighbours. */
const MAX_DIGITS = 15

const code = (character: string): number => character.charCodeAt(0)
const quote = code('"')
const backslash = code('\\')
const minus = code('-')
const comma = code(',')
const space = code(' ')
const zero = code('0')
const nine = code('9')
const bracketOpen = code('[')
const bracketClose = code(']')
const curlyOpen = code('{')
const curlyClose = code('}')

/** The fields of an event that are plain; an event with another is read in full. */
interface PlainFields {
  process: unknown
  type: unknown
  f: unknown
  value: unknown
  key: unknown
  time: unknown
  index: unknown
  error: unknown
}

/**
 * Reads the plain events of a file out of its bytes, in one pass and without a string of the whole: a map of known fields, on
 * one line, each once, with whole numbers of up to 15 digits, texts of ASCII without escapes, `true`, `false`, nothing, and lists of
 * these. Nearly all events are; whatever is not is left to the reader of its format. A format says what stands between a name and its
 * value, and how words are written.
 */
export abstract class PlainScanner {
  protected bytes: Buffer = Buffer.alloc(0)
  protected at = 0
  readonly #texts = new InternedBytes()

  /** Where the last form that was plain ends. */
  get end(): number {
    return this.at
  }

  /** The bytes that are scanned from now on; they stay as they are meanwhile. */
  take(chunk: Uint8Array): void {
    this.bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
  }

  /** The fields of the map that opens at `start`, undefined for one that is absent; or {@link notPlain}. */
  scan(start: number): object | typeof notPlain {
    if (this.bytes[start] !== curlyOpen) return notPlain
    const fields: PlainFields = {
      process: undefined,
      type: undefined,
      f: undefined,
      value: undefined,
      key: undefined,
      time: undefined,
      index: undefined,
      error: undefined,
    }
    let seen = 0
    this.at = start + 1
    for (;;) {
      this.skip()
      const name = this.name()
      if (name === notPlain) return notPlain
      const value = this.value(0)
      const bit = value === notPlain ? 0 : set(fields, name, value)
      if (bit === 0 || (seen & bit) !== 0) return notPlain
      seen |= bit
      const next = this.next(curlyClose)
      if (next === notPlain || this.at - start > MAX_PLAIN_BYTES) return notPlain
      if (next === 'end') return fields
    }
  }

  /** The name of a field, and what stands between it and its value. */
  protected abstract name(): string | typeof notPlain

  /** A word that is a value, such as `null`. */
  protected abstract word(): unknown

  /** Moves on behind a value: over what comes between two, or over the bracket that ends them. */
  protected abstract next(closer: number): 'more' | 'end' | typeof notPlain

  /** Moves over blanks. */
  protected skip(): void {
    while (this.bytes[this.at] === space) this.at++
  }

  protected value(depth: number): unknown {
    const byte = this.bytes[this.at] as number
    if (byte === quote) return this.text()
    if (byte === minus || (byte >= zero && byte <= nine)) return this.#number()
    if (byte === bracketOpen) return depth < MAX_PLAIN_DEPTH ? this.#items(depth + 1) : notPlain
    return this.word()
  }

  /** What stands between two quotes. */
  protected text(): string | typeof notPlain {
    const start = this.at + 1
    let hash = 0
    let at = start
    for (; ; at++) {
      const byte = this.bytes[at]
      if (byte === quote) break
      if (byte === undefined || byte < space || byte > 126 || byte === backslash) return notPlain
      hash = hashed(hash, byte)
    }
    this.at = at + 1
    return this.#texts.of(this.bytes, start, at, hash)
  }

  protected interned(start: number, end: number, hash: number): string {
    return this.#texts.of(this.bytes, start, end, hash)
  }

  #number(): number | typeof notPlain {
    const start = this.at
    const isNegative = this.bytes[start] === minus
    const first = isNegative ? start + 1 : start
    let number = 0
    let at = first
    for (; ; at++) {
      const digit = (this.bytes[at] as number) - zero
      if (!(digit >= 0 && digit <= 9)) break
      number = number * 10 + digit
    }
    const digits = at - first
    // 0 with another digit or a sign in front is malformed, or a zero of its own
    if (digits === 0 || digits > MAX_DIGITS || (this.bytes[first] === zero && (digits > 1 || isNegative)))
      return notPlain
    this.at = at
    return isNegative ? -number : number
  }

  #items(depth: number): unknown[] | typeof notPlain {
    const start = this.at++
    const items: unknown[] = []
    this.skip()
    if (this.bytes[this.at] === bracketClose) {
      this.at++
      return items
    }
    for (;;) {
      const item = this.value(depth)
      if (item === notPlain) return notPlain
      items.push(item)
      const next = this.next(bracketClose)
      if (next === notPlain || this.at - start > MAX_PLAIN_BYTES) return notPlain
      if (next === 'end') return items
      this.skip()
    }
  }
}

/**
 * Sets a field and gives a bit of its own; 0 for a name that is none. Each by a name that stands in the code: many times as fast as by
 * one that is looked up.
 */
function set(fields: PlainFields, name: string, value: unknown): number {
  switch (name) {
    case 'process':
      fields.process = value
      return 1
    case 'type':
      fields.type = value
      return 2
    case 'f':
      fields.f = value
      return 4
    case 'value':
      fields.value = value
      return 8
    case 'key':
      fields.key = value
      return 16
    case 'time':
      fields.time = value
      return 32
    case 'index':
      fields.index = value
      return 64
    case 'error':
      fields.error = value
      return 128
    default:
      return 0
  }
}

/** Bytes of words, as a table. */
export const wordBytes = new Uint8Array(256)
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_?!*+./')
  wordBytes[code(character)] = 1

export const isComma = (byte: number | undefined): boolean => byte === comma
