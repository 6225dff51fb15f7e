import { GrowingNumbers } from './growing.ts'

/** The states that are so many events away from the begin, one after the other. */
export class Level {
  readonly words = new GrowingNumbers()
  /** Where each begins, and where the last one ends. */
  readonly begins = new GrowingNumbers()
  /** The number of the first one; those after it follow. */
  first = 0
  size = 0

  push(number: number, words: Int32Array, length: number): void {
    if (this.size++ === 0) {
      this.first = number
      this.begins.push(0)
    }
    this.words.pushAll(words, length)
    this.begins.push(this.words.length)
  }

  /** Goes on with a level that was saved. */
  restore(words: Int32Array, begins: Int32Array, { first, size }: Pick<Level, 'first' | 'size'>): void {
    this.words.restore(words)
    this.begins.restore(begins)
    this.first = first
    this.size = size
  }

  clear(): void {
    this.words.clear()
    this.begins.clear()
    this.size = 0
  }
}
