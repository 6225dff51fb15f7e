/**
 * How many requests of a session may be under way, counted from the oldest without an answer. A server keeps the
 * results of all that came after that one, and only so many.
 */
export const WINDOW = 32

/** The numbers of one session's requests: which are given out, and which are done with. */
export class SessionNumbers {
  readonly session: number
  #next = 1
  /** Without an answer, in the order of their numbers. */
  readonly #open = new Set<number>()
  /** Those among them that nobody waits for any more, but somebody may ask about. */
  readonly #unknown = new Set<number>()
  readonly #waiting = new Set<() => void>()

  constructor(session: number) {
    this.session = session
  }

  /** All requests below this one are answered or given up. */
  get acknowledged(): number {
    const oldest = this.#open.values().next()
    return oldest.done === true ? this.#next : oldest.value
  }

  /** Whether there is a request whose fate may be asked for. */
  get hasUnknown(): boolean {
    return this.#unknown.size > 0
  }

  /** The next number; undefined while the window is full. */
  take(): number | undefined {
    if (this.#next - this.acknowledged >= WINDOW) return undefined
    const sequence = this.#next++
    this.#open.add(sequence)
    return sequence
  }

  /** The next number for a question about an earlier request: also above the window, which it may free. */
  takeForQuestion(): number {
    const sequence = this.#next++
    this.#open.add(sequence)
    return sequence
  }

  /** Whether the window stays full until somebody asks: its oldest request is one nobody waits for. */
  get stuck(): boolean {
    return this.#unknown.has(this.acknowledged)
  }

  /** Calls `told` each time there may be room, or none for long; returns what ends that. */
  onRoom(told: () => void): () => void {
    this.#waiting.add(told)
    return () => this.#waiting.delete(told)
  }

  /** A request is answered, or certainly never executed. */
  done(sequence: number): void {
    this.#changed(sequence, () => {
      this.#open.delete(sequence)
      this.#unknown.delete(sequence)
    })
  }

  /** A request was given up, its fate unknown: its result is kept for who asks. */
  unknown(sequence: number): void {
    this.#changed(sequence, () => {
      if (this.#open.has(sequence)) this.#unknown.add(sequence)
    })
  }

  /** Only what happens to the oldest request makes room. */
  #changed(sequence: number, change: () => void): void {
    const isOldest = sequence === this.acknowledged
    change()
    if (isOldest) for (const told of [...this.#waiting]) told()
  }
}
