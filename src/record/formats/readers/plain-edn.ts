import { hashed } from './interned-bytes.ts'
import { isComma, notPlain, PlainScanner, wordBytes } from './plain-scanner.ts'

const colon = ':'.charCodeAt(0)
const space = ' '.charCodeAt(0)
/** What may stand behind a value, and nothing else: of `1/2` or `nil#` more than the number or the word is the value. */
const enders = new Set([...' ,}]'].map((character) => character.charCodeAt(0)))
const words = new Map<string, unknown>([
  ['nil', null],
  ['true', true],
  ['false', false],
])

/** Plain events as EDN, see {@link PlainScanner}: keywords are texts, and commas are blanks. */
export class PlainEdn extends PlainScanner {
  protected name(): string | typeof notPlain {
    const name = this.bytes[this.at] === colon ? this.#keyword() : notPlain
    if (name === notPlain) return notPlain
    const behind = this.at
    this.skip()
    return this.at === behind ? notPlain : name
  }

  protected word(): unknown {
    if (this.bytes[this.at] === colon) return this.#keyword()
    const word = this.#letters(this.at)
    const value = words.get(word)
    return value === undefined ? notPlain : value
  }

  protected next(closer: number): 'more' | 'end' | typeof notPlain {
    const byte = this.bytes[this.at]
    if (byte === undefined || !enders.has(byte)) return notPlain
    this.skip()
    if (this.bytes[this.at] !== closer) return 'more'
    this.at++
    return 'end'
  }

  protected override skip(): void {
    for (let byte = this.bytes[this.at]; byte === space || isComma(byte); byte = this.bytes[this.at])
      this.at++
  }

  #keyword(): string | typeof notPlain {
    const text = this.#letters(this.at + 1)
    return text === '' ? notPlain : text
  }

  /** The word that starts there, in bytes that mean themselves. */
  #letters(start: number): string {
    let hash = 0
    let at = start
    for (let byte = this.bytes[at] as number; wordBytes[byte] === 1; byte = this.bytes[++at] as number)
      hash = hashed(hash, byte)
    this.at = at
    return this.interned(start, at, hash)
  }
}
