/**
 * A running 64-bit digest over integers and strings: the identity of a run.
 * Two 32-bit lanes with different multipliers; only integer arithmetic, so it is the same on any machine.
 * Not cryptographic: it tells two runs apart, it does not resist an attacker.
 */
export class Digest {
  #high = 0x9e3779b9 | 0
  #low = 0x85ebca6b | 0

  /** Mixes in a 32-bit integer; larger numbers are cut to their low 32 bits. */
  int(value: number): void {
    const v = value | 0
    let low = Math.imul(this.#low ^ v, 0xcc9e2d51)
    low = (low << 15) | (low >>> 17)
    this.#low = (Math.imul(low, 5) + 0x52dce729) | 0
    let high = Math.imul(this.#high ^ v, 0x1b873593)
    high = (high << 13) | (high >>> 19)
    this.#high = (Math.imul(high, 5) + (0x38495ab5 ^ low)) | 0
  }

  /** Mixes in a safe integer of up to 53 bits. */
  long(value: number): void {
    this.int(value)
    this.int(Math.floor(value / 4294967296))
  }

  text(value: string): void {
    this.int(value.length)
    for (let i = 0; i < value.length; i++) this.int(value.charCodeAt(i))
  }

  /** Sixteen hexadecimal digits. */
  hex(): string {
    return hex32(finish(this.#high ^ this.#low)) + hex32(finish(this.#low))
  }
}

/** A 32-bit digest of a text, as a non-negative integer. */
export function digestText(text: string): number {
  let hash = 0x811c9dc5 | 0
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return finish(hash ^ text.length) >>> 0
}

function finish(value: number): number {
  let v = value ^ (value >>> 16)
  v = Math.imul(v, 0x85ebca6b)
  v ^= v >>> 13
  v = Math.imul(v, 0xc2b2ae35)
  return v ^ (v >>> 16)
}

function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0')
}
