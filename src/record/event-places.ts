/** In a column: no such event. */
const NONE = 0xffffffff

/**
 * Where the events of operations stand: in the file, by lines from 1, and among the events, by positions from 0. In
 * columns, as there are millions of them in a large history.
 */
export class EventPlaces {
  #invokedLines = new Uint32Array(1024)
  #returnedLines = new Uint32Array(1024)
  #ended = new Uint32Array(1024)

  /** Line of the invocation; 0 for an operation that is not there. */
  invokedLine(id: number): number {
    return this.#invokedLines[id] ?? 0
  }

  /** Line of the completion; 0 without one. */
  returnedLine(id: number): number {
    return this.#returnedLines[id] ?? 0
  }

  /** Event position of the completion, that of an unknown outcome too; Infinity without one. */
  ended(id: number): number {
    const position = this.#ended[id] ?? NONE
    return position === NONE ? Infinity : position
  }

  set(
    id: number,
    invokedLine: number,
    completion: { readonly line: number; readonly position: number } | undefined,
  ): void {
    if (id >= this.#ended.length) this.#grow(id)
    this.#invokedLines[id] = invokedLine
    this.#returnedLines[id] = completion?.line ?? 0
    this.#ended[id] = completion?.position ?? NONE
  }

  /** What is known of one id becomes known of another. */
  move(from: number, to: number): void {
    for (const column of [this.#invokedLines, this.#returnedLines, this.#ended])
      column[to] = column[from] as number
  }

  /** The places of some of the operations, by new ids: operation `n` of the result was `ids[n]`. */
  of(ids: readonly number[]): EventPlaces {
    const places = new EventPlaces()
    places.#invokedLines = Uint32Array.from(ids, (id) => this.#invokedLines[id] as number)
    places.#returnedLines = Uint32Array.from(ids, (id) => this.#returnedLines[id] as number)
    places.#ended = Uint32Array.from(ids, (id) => this.#ended[id] as number)
    return places
  }

  #grow(id: number): void {
    const size = Math.max(id + 1, 2 * this.#ended.length)
    const grown = (column: Uint32Array): Uint32Array<ArrayBuffer> => {
      const larger = new Uint32Array(size)
      larger.set(column)
      return larger
    }
    this.#invokedLines = grown(this.#invokedLines)
    this.#returnedLines = grown(this.#returnedLines)
    this.#ended = grown(this.#ended)
  }
}
