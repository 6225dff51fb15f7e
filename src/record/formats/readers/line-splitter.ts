import { ByteSpan } from './byte-span.ts'
import type { Piece, Splitter } from './splitter.ts'

const NEWLINE = 0x0a

/** Cuts bytes into lines, whatever the chunks; a line ends with LF or CRLF, the last one also without. */
export class LineSplitter implements Splitter {
  readonly #span: ByteSpan
  #line = 1

  /** `remedy`: what to do about a line that is too long. */
  constructor(name: string, remedy?: string) {
    this.#span = new ByteSpan(name, remedy)
  }

  *push(chunk: Uint8Array): Generator<Piece> {
    let start = 0
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start)
      if (end < 0) break
      this.#span.add(chunk, start, end, this.#line)
      yield this.#take()
      start = end + 1
    }
    this.#span.add(chunk, start, chunk.length, this.#line)
  }

  *end(): Generator<Piece> {
    if (!this.#span.isEmpty) yield this.#take()
  }

  #take(): Piece {
    const text = this.#span.take(this.#line)
    return { text: text.endsWith('\r') ? text.slice(0, -1) : text, line: this.#line++ }
  }
}
