/** Whole numbers in one piece of memory that grows. */
export class GrowingNumbers {
  #words: Int32Array
  length = 0

  constructor(capacity = 1024) {
    this.#words = new Int32Array(capacity)
  }

  /** The words themselves, no copy. */
  get all(): Int32Array {
    return this.#words.subarray(0, this.length)
  }

  /** Goes on with these words. */
  restore(words: Int32Array): void {
    this.#words = words
    this.length = words.length
  }

  push(word: number): void {
    if (this.length === this.#words.length) this.#reserve(1)
    this.#words[this.length++] = word
  }

  /** The first `length` words of a list. */
  pushAll(words: Int32Array, length: number): void {
    this.#reserve(length)
    for (let at = 0; at < length; at++) this.#words[this.length + at] = words[at] as number
    this.length += length
  }

  at(position: number): number {
    return this.#words[position] as number
  }

  set(position: number, word: number): void {
    this.#words[position] = word
  }

  clear(): void {
    this.length = 0
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#words.length) return
    const words = new Int32Array(Math.max(2 * this.#words.length, this.length + more))
    words.set(this.#words)
    this.#words = words
  }
}
