const SLOTS = 8192
/** Bytes of a text that is remembered; most longer ones come once. */
const MAX_REMEMBERED = 32

/**
 * Texts of ASCII by their bytes. A history has the same few names in every event: such a text is found without a string being
 * made. One text a slot, the latest; so it takes the same memory for any file.
 */
export class InternedBytes {
  readonly #texts = new Array<string>(SLOTS).fill('')
  readonly #bytes = new Uint8Array(SLOTS * MAX_REMEMBERED)

  /** The text of ASCII bytes from `start` to `end`, whose hash by {@link hashed} is given. */
  of(bytes: Buffer, start: number, end: number, hash: number): string {
    const length = end - start
    if (length > MAX_REMEMBERED) return bytes.toString('latin1', start, end)
    const slot = (hash ^ (hash >>> 13)) & (SLOTS - 1)
    const known = this.#texts[slot] ?? ''
    if (known.length === length && this.#isSame(slot, bytes, start, length)) return known
    const text = bytes.toString('latin1', start, end)
    this.#texts[slot] = text
    this.#bytes.set(bytes.subarray(start, end), slot * MAX_REMEMBERED)
    return text
  }

  #isSame(slot: number, bytes: Uint8Array, start: number, length: number): boolean {
    const from = slot * MAX_REMEMBERED
    for (let at = 0; at < length; at++) if (this.#bytes[from + at] !== bytes[start + at]) return false
    return true
  }
}

/** The hash of a text, byte by byte from 0. */
export const hashed = (hash: number, byte: number): number => (Math.imul(hash, 31) + byte) | 0
