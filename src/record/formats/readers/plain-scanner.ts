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

/** How a field begins: the bytes up to its value, and its bit. */
interface Beginning {
  readonly bytes: Uint8Array
  readonly bit: number
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
  readonly #fields: PlainFields = {
    process: undefined,
    type: undefined,
    f: undefined,
    value: undefined,
    key: undefined,
    time: undefined,
    index: undefined,
    error: undefined,
  }
  /** Of the first, second, ... field of the first map that had so many: most events of a file have the same in the same order. */
  readonly #beginnings: Beginning[] = []

  /** Where the last form that was plain ends. */
  get end(): number {
    return this.at
  }

  /** The bytes that are scanned from now on; they stay as they are meanwhile. */
  take(chunk: Uint8Array): void {
    this.bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
  }

  /**
   * The fields of the map that opens at `start`, undefined for one that is absent; or {@link notPlain}. They are in one and
   * the same object each time, which the next scan changes.
   */
  scan(start: number): object | typeof notPlain {
    if (this.bytes[start] !== curlyOpen) return notPlain
    const fields = this.#fields
    clear(fields)
    let seen = 0
    this.at = start + 1
    for (let field = 0; ; field++) {
      this.skip()
      const bit = this.#beginning(field)
      if (bit === 0 || (seen & bit) !== 0) return notPlain
      seen |= bit
      const value = this.value(0)
      if (value === notPlain) return notPlain
      set(fields, bit, value)
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

  /** Moves to the value of the field that begins here, and gives its bit; 0 where its name is not that of a plain field. */
  #beginning(field: number): number {
    const known = this.#beginnings[field]
    if (known !== undefined && this.#isNext(known.bytes)) {
      this.at += known.bytes.length
      return known.bit
    }
    const start = this.at
    const name = this.name()
    const bit = name === notPlain ? 0 : bitOf(name)
    if (bit !== 0 && known === undefined)
      this.#beginnings[field] = { bytes: Uint8Array.from(this.bytes.subarray(start, this.at)), bit }
    return bit
  }

  #isNext(bytes: Uint8Array): boolean {
    for (let at = 0; at < bytes.length; at++) if (bytes[at] !== this.bytes[this.at + at]) return false
    return true
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

const plainNames: readonly (keyof PlainFields)[] = [
  'process',
  'type',
  'f',
  'value',
  'key',
  'time',
  'index',
  'error',
]
const bits = new Map<string, number>(plainNames.map((name, index) => [name, 1 << index]))

/** A bit for each plain field; 0 for another name. */
const bitOf = (name: string): number => bits.get(name) ?? 0

function clear(fields: PlainFields): void {
  fields.process = undefined
  fields.type = undefined
  fields.f = undefined
  fields.value = undefined
  fields.key = undefined
  fields.time = undefined
  fields.index = undefined
  fields.error = undefined
}

/** By a name that stands in the code: many times as fast as by one that is looked up. */
function set(fields: PlainFields, bit: number, value: unknown): void {
  switch (bit) {
    case 1:
      fields.process = value
      break
    case 2:
      fields.type = value
      break
    case 4:
      fields.f = value
      break
    case 8:
      fields.value = value
      break
    case 16:
      fields.key = value
      break
    case 32:
      fields.time = value
      break
    case 64:
      fields.index = value
      break
    case 128:
      fields.error = value
      break
  }
}

/** Bytes of words, as a table. */
export const wordBytes = new Uint8Array(256)
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_?!*+./')
  wordBytes[code(character)] = 1

export const isComma = (byte: number | undefined): boolean => byte === comma
