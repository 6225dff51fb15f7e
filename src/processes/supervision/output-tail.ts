/** Keeps the last bytes of a stream, for messages; and hands on its lines, when somebody listens. */
export class OutputTail {
  readonly #limit: number
  #chunks: Buffer[] = []
  #bytes = 0
  #line = ''
  #listeners = new Set<(line: string) => void>()

  /** `limit`: how many bytes are kept. Default 8 KiB. */
  constructor(limit = 8 * 1024) {
    this.#limit = limit
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    while (this.#bytes - (this.#chunks[0]?.length ?? 0) >= this.#limit) {
      this.#bytes -= this.#chunks.shift()?.length ?? 0
    }
    if (this.#listeners.size > 0) this.#handOn(chunk)
  }

  /** The last lines that have something in them, at most `count`. */
  lastLines(count: number): string[] {
    const text = Buffer.concat(this.#chunks).subarray(-this.#limit).toString('utf8')
    return text
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== '')
      .slice(-count)
  }

  /** Calls `listener` with each line that ends from now on, cut to the limit. Returns what ends it. */
  onLine(listener: (line: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #handOn(chunk: Buffer): void {
    const lines = (this.#line + chunk.toString('utf8')).split('\n')
    // a line without end must not fill the memory
    this.#line = (lines.pop() ?? '').slice(0, this.#limit)
    for (const line of lines) {
      for (const listener of this.#listeners) listener(line.slice(0, this.#limit))
    }
  }
}
