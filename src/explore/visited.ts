/** How many words a hash takes. */
const HASH = 2

/**
 * A set of states by their hashes of 63 bits (hash compaction): that two of `n` states share one, and one of them is not searched, has a
 * chance of about n²/2⁶⁴: one in a million for four million states.
 */
export class Visited {
  #words: Int32Array
  #mask: number
  size = 0

  /** `capacity`: a power of two. */
  constructor(capacity = 1 << 16) {
    this.#words = new Int32Array(capacity * HASH)
    this.#mask = capacity - 1
  }

  /** All places, free ones too. */
  get all(): Int32Array {
    return this.#words
  }

  /** Goes on with places that were saved, `size` of them taken. */
  restore(words: Int32Array, size: number): void {
    this.#words = words
    this.#mask = words.length / HASH - 1
    this.size = size
  }

  /** Whether the state with this hash is there. `high` is odd: zero means that a place is free. */
  has(low: number, high: number): boolean {
    return this.#words[placeOf(this.#words, this.#mask, low, high) + 1] !== 0
  }

  /** Adds the state with this hash; false: it is there already. */
  add(low: number, high: number): boolean {
    // with what is added, too, a place stays free: there a search for what is not in it ends
    if ((this.size + 1) * 5 > (this.#mask + 1) * 3) this.#grow()
    const at = placeOf(this.#words, this.#mask, low, high)
    if (this.#words[at + 1] !== 0) return false
    this.#words[at] = low
    this.#words[at + 1] = high
    this.size++
    return true
  }

  #grow(): void {
    const before = this.#words
    const capacity = (this.#mask + 1) * 2
    this.#words = new Int32Array(capacity * HASH)
    this.#mask = capacity - 1
    for (let at = 0; at < before.length; at += HASH) {
      const high = before[at + 1] as number
      if (high === 0) continue
      const low = before[at] as number
      const place = placeOf(this.#words, this.#mask, low, high)
      this.#words[place] = low
      this.#words[place + 1] = high
    }
  }
}

/** Where the hash stands, or the free place where it belongs. */
function placeOf(words: Int32Array, mask: number, low: number, high: number): number {
  for (let slot = low & mask; ; slot = (slot + 1) & mask) {
    const at = slot * HASH
    const there = words[at + 1] as number
    if (there === 0 || (there === high && words[at] === low)) return at
  }
}
