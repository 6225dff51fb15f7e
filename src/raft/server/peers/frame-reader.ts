import { announcedLength, readWireFrame, WIRE_HEADER_BYTES, type WireFrame } from './wire-frame.ts'

/**
 * Cuts a stream of bytes into frames. Holds no more than what one frame announces, and nothing is set aside
 * for bytes that were announced and do not come.
 */
export class FrameReader {
  /** The longest payload that is accepted, in bytes. */
  limit: number
  #parts: Buffer[] = []
  #held = 0
  /** Bytes that must be there before anything more can be told. */
  #needed = WIRE_HEADER_BYTES

  constructor(limit: number) {
    this.limit = limit
  }

  /**
   * Takes the next bytes; calls `take` with each frame they complete until it returns false.
   * @throws WireError when they are none; then nothing after it can be read.
   */
  push(chunk: Buffer, take: (frame: WireFrame) => boolean): void {
    if (this.#held + chunk.length < this.#needed) {
      this.#hold(chunk)
      return
    }
    const bytes = this.#parts.length === 0 ? chunk : Buffer.concat([...this.#parts, chunk])
    this.#parts = []
    this.#held = 0
    let offset = 0
    for (;;) {
      this.#needed = WIRE_HEADER_BYTES
      if (bytes.length - offset < WIRE_HEADER_BYTES) break
      this.#needed = announcedLength(bytes, offset, this.limit)
      if (bytes.length - offset < this.#needed) break
      const end = offset + this.#needed
      if (!take(readWireFrame(bytes, offset, end))) return
      offset = end
    }
    if (offset < bytes.length) this.#hold(bytes.subarray(offset))
  }

  #hold(part: Buffer): void {
    this.#parts.push(part)
    this.#held += part.length
  }
}
