import { ByteSpan } from './byte-span.ts'
import { notPlain, type PlainScanner } from './plain-scanner.ts'
import type { Piece, Splitter, TakePiece } from './splitter.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d

/** Cuts bytes into lines, whatever the chunks; a line ends with LF or CRLF, the last one also without. */
export class LineSplitter implements Splitter {
  readonly #span: ByteSpan
  readonly #scanner: PlainScanner | undefined
  #line = 1

  /** `remedy`: what to do about a line that is too long. `scanner`: reads the lines that are plain. */
  constructor(name: string, remedy?: string, scanner?: PlainScanner) {
    this.#span = new ByteSpan(name, remedy)
    this.#scanner = scanner
  }

  push(chunk: Uint8Array, take: TakePiece): void {
    let start = 0
    this.#scanner?.take(chunk)
    for (;;) {
      const record = this.#scanned(chunk, start)
      if (record !== undefined && this.#scanner !== undefined) {
        take({ text: '', line: this.#line++, record })
        start = this.#scanner.end + (chunk[this.#scanner.end] === RETURN ? 2 : 1)
        continue
      }
      const end = chunk.indexOf(NEWLINE, start)
      if (end < 0) break
      this.#span.add(chunk, start, end, this.#line)
      take(this.#take())
      start = end + 1
    }
    this.#span.add(chunk, start, chunk.length, this.#line)
  }

  end(take: TakePiece): void {
    if (!this.#span.isEmpty) take(this.#take())
  }

  /** The plain event that is all of the line which starts there. */
  #scanned(chunk: Uint8Array, start: number): object | undefined {
    if (this.#scanner === undefined || !this.#span.isEmpty) return undefined
    const record = this.#scanner.scan(start)
    if (record === notPlain) return undefined
    const end = chunk[this.#scanner.end] === RETURN ? this.#scanner.end + 1 : this.#scanner.end
    return chunk[end] === NEWLINE ? record : undefined
  }

  #take(): Piece {
    const text = this.#span.take(this.#line)
    return { text: text.endsWith('\r') ? text.slice(0, -1) : text, line: this.#line++ }
  }
}
