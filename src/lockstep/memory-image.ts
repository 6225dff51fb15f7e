/** So much is compared and kept at once, in bytes. */
const PAGE = 4096

/**
 * The bytes of a memory as they once were: what differs from others that many have in common. A step of a Raft changes some
 * pages of a memory of many megabytes.
 */
export class MemoryImage {
  readonly length: number
  readonly #base: Uint8Array
  readonly #pages = new Map<number, Uint8Array>()

  constructor(base: Uint8Array, now: Uint8Array) {
    this.#base = base
    this.length = now.length
    for (let from = 0; from < now.length; from += PAGE) {
      const page = now.subarray(from, from + PAGE)
      const before = base.subarray(from, from + PAGE)
      if (before.length < page.length || Buffer.compare(page, before) !== 0)
        this.#pages.set(from, page.slice())
    }
  }

  /** What it takes beside what it has in common, in bytes. */
  get size(): number {
    return this.#pages.size * PAGE
  }

  /** Puts it into a memory of its length. */
  into(memory: Uint8Array): void {
    memory.set(this.#base.subarray(0, memory.length))
    for (const [from, page] of this.#pages) memory.set(page, from)
  }
}
