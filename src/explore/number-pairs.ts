/** How many words an entry takes: two of its key, one of its value. */
const ENTRY = 3
/** No key begins so: its place is free. */
const FREE = -1

/** Whole numbers by pairs of whole numbers, the first of which is not negative: a table with open addressing, and no object for an entry. */
export class NumberPairs {
  #words: Int32Array
  #mask: number
  #size = 0

  constructor(capacity = 1 << 10) {
    this.#words = new Int32Array(capacity * ENTRY).fill(FREE)
    this.#mask = capacity - 1
  }

  /** Undefined: nothing was set. */
  get(first: number, second: number): number | undefined {
    const at = placeOf(this.#words, this.#mask, first, second)
    return this.#words[at] === FREE ? undefined : this.#words[at + 2]
  }

  set(first: number, second: number, value: number): void {
    if (this.#size * 2 > this.#mask) this.#grow()
    const at = placeOf(this.#words, this.#mask, first, second)
    if (this.#words[at] === FREE) this.#size++
    this.#words[at] = first
    this.#words[at + 1] = second
    this.#words[at + 2] = value
  }

  #grow(): void {
    const before = this.#words
    const capacity = (this.#mask + 1) * 2
    this.#words = new Int32Array(capacity * ENTRY).fill(FREE)
    this.#mask = capacity - 1
    for (let at = 0; at < before.length; at += ENTRY) {
      if (before[at] === FREE) continue
      const place = placeOf(this.#words, this.#mask, before[at] as number, before[at + 1] as number)
      for (let word = 0; word < ENTRY; word++) this.#words[place + word] = before[at + word] as number
    }
  }
}

/** Where the key stands, or the free place where it belongs. */
function placeOf(words: Int32Array, mask: number, first: number, second: number): number {
  let hash = Math.imul(first, 0x9e37_79b1) ^ Math.imul(second, 0x85eb_ca6b)
  hash ^= hash >>> 15
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const at = slot * ENTRY
    const there = words[at] as number
    if (there === FREE || (there === first && words[at + 1] === second)) return at
  }
}
