import { isComma, notPlain, PlainScanner } from './plain-scanner.ts'

const colon = ':'.charCodeAt(0)
const words: readonly (readonly [bytes: string, value: unknown])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
]

/** Plain events as JSON, see {@link PlainScanner}. */
export class PlainJson extends PlainScanner {
  protected name(): string | typeof notPlain {
    if (this.bytes[this.at] !== 0x22) return notPlain
    const name = this.text()
    if (name === notPlain) return notPlain
    this.skip()
    if (this.bytes[this.at] !== colon) return notPlain
    this.at++
    this.skip()
    return name
  }

  protected word(): unknown {
    for (const [letters, value] of words) {
      if (letters.charCodeAt(0) !== this.bytes[this.at]) continue
      for (let at = 1; at < letters.length; at++)
        if (letters.charCodeAt(at) !== this.bytes[this.at + at]) return notPlain
      this.at += letters.length
      return value
    }
    return notPlain
  }

  protected next(closer: number): 'more' | 'end' | typeof notPlain {
    this.skip()
    const byte = this.bytes[this.at++]
    return byte === closer ? 'end' : isComma(byte) ? 'more' : notPlain
  }
}
