/**
 * A set of states by their hashes of 64 bits (hash compaction): that two of `n` states share one, and one of them is not
 * searched, has a chance of about n²/2⁶⁵: three in ten million for four million states.
 */
export class Visited {
  #low: Uint32Array
  #high: Uint32Array
  #mask: number
  size = 0

  constructor(capacity = 1 << 16) {
    this.#low = new Uint32Array(capacity)
    this.#high = new Uint32Array(capacity)
    this.#mask = capacity - 1
  }

  /** Adds the state of these words; false: it is there already. */
  add(words: Int32Array, length: number): boolean {
    let low = 0x9e37_79b9
    let high = 0x85eb_ca6b
    for (let at = 0; at < length; at++) {
      const word = words[at] as number
      low = Math.imul(low ^ word, 0xcc9e_2d51)
      low = (low << 15) | (low >>> 17)
      high = Math.imul(high ^ word ^ low, 0x1b87_3593)
      high = (high << 13) | (high >>> 19)
    }
    low = mixed(low ^ length)
    high = mixed(high ^ low)
    // both zero means that a place is free
    return this.#insert(low >>> 0, (high | 1) >>> 0)
  }

  #insert(low: number, high: number): boolean {
    if (this.size * 5 > this.#low.length * 3) this.#grow()
    if (!put(this.#low, this.#high, this.#mask, low, high)) return false
    this.size++
    return true
  }

  #grow(): void {
    const capacity = this.#low.length * 2
    const low = new Uint32Array(capacity)
    const high = new Uint32Array(capacity)
    for (let at = 0; at < this.#low.length; at++) {
      const word = this.#high[at] as number
      if (word !== 0) put(low, high, capacity - 1, this.#low[at] as number, word)
    }
    this.#low = low
    this.#high = high
    this.#mask = capacity - 1
  }
}

/** Open addressing; false: it is there. */
function put(lows: Uint32Array, highs: Uint32Array, mask: number, low: number, high: number): boolean {
  for (let at = low & mask; ; at = (at + 1) & mask) {
    const there = highs[at] as number
    if (there === 0) {
      lows[at] = low
      highs[at] = high
      return true
    }
    if (there === high && lows[at] === low) return false
  }
}

/** The last mixing of MurmurHash3. */
function mixed(word: number): number {
  let hash = word
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35)
  return hash ^ (hash >>> 16)
}
