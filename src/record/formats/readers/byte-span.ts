import { InputError } from '../../../base/input-error.ts'

/** No line, and no form of a file without lines, may be longer than this many bytes. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The bytes of one line or form, gathered from as many chunks as it takes. */
export class ByteSpan {
  readonly #name: string
  readonly #remedy: string
  #parts: Uint8Array[] = []
  #size = 0

  constructor(
    name: string,
    remedy = 'a history holds one event a line: split it, or keep large values out of it',
  ) {
    this.#name = name
    this.#remedy = remedy
  }

  get isEmpty(): boolean {
    return this.#size === 0
  }

  /** Takes the bytes from `start` to `end`; the chunk's buffer must stay as it is until the next `take`. */
  add(chunk: Uint8Array, start: number, end: number, line: number): void {
    if (start === end) return
    this.#size += end - start
    if (this.#size > MAX_LINE_LENGTH) {
      throw new InputError(`longer than 16 MiB; ${this.#remedy}`, { file: this.#name, line })
    }
    this.#parts.push(chunk.subarray(start, end))
  }

  /** The text so far, as a string of its own that keeps no chunk alive; empties the span. */
  take(line: number): string {
    const only = this.#parts.length === 1 ? this.#parts[0] : undefined
    const bytes = only ?? Buffer.concat(this.#parts)
    this.#parts = []
    this.#size = 0
    try {
      return utf8.decode(bytes)
    } catch {
      throw new InputError('not UTF-8 text; convert the file to UTF-8', { file: this.#name, line })
    }
  }
}
