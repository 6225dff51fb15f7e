/**
 * Columns of whole numbers as bytes: how many there are, then each as a quantity of variable length, seven bits a byte, the sign in the
 * lowest bit. A small number is one byte, and a column whose bytes are alike is what a compressor likes best.
 */

/** Larger numbers would lose digits when their sign is put in. */
const MAX_NUMBER = 2 ** 51

/** Bytes to begin with; they double as needed. */
const FIRST_CAPACITY = 4096

export class ColumnWriter {
  #bytes = new Uint8Array(FIRST_CAPACITY)
  #length = 0

  /** @throws RangeError of a number that is not whole or out of range. */
  column(numbers: ArrayLike<number>): void {
    this.#number(numbers.length)
    for (let at = 0; at < numbers.length; at++) this.#number(numbers[at] ?? 0)
  }

  text(text: string): void {
    const bytes = new TextEncoder().encode(text)
    this.#number(bytes.length)
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** All that was written. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  #number(value: number): void {
    if (!Number.isInteger(value) || Math.abs(value) > MAX_NUMBER)
      throw new RangeError(`${value} is no number of a column`)
    this.#reserve(8)
    let rest = value < 0 ? -value * 2 - 1 : value * 2
    // no bit operators: times are longer than 32 bits
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

export class ColumnReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** @throws RangeError where the bytes end before the column does. */
  column(): number[] {
    const length = this.#length()
    return Array.from({ length }, () => this.#number())
  }

  text(): string {
    const length = this.#length()
    const from = this.#at
    this.#at += length
    return new TextDecoder().decode(this.#bytes.subarray(from, this.#at))
  }

  #length(): number {
    const length = this.#number()
    // each number takes a byte at least
    if (length < 0 || length > this.#bytes.length - this.#at) throw new RangeError('the columns are cut off')
    return length
  }

  #number(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new RangeError('the columns are cut off')
      value += (byte % 128) * scale
      if (byte < 128) break
      scale *= 128
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
}

/** Each number as what it adds to the one before it; the first to 0. */
export function deltas(numbers: ArrayLike<number>): number[] {
  return Array.from(numbers, (value, at) => value - (at === 0 ? 0 : (numbers[at - 1] ?? 0)))
}

export function sums(differences: readonly number[]): number[] {
  let sum = 0
  return differences.map((difference) => (sum += difference))
}
