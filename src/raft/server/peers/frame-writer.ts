import { closeWireFrame, frameType, WIRE_HEADER_BYTES } from './wire-frame.ts'

const SMALLEST = 64 * 1024

/** Puts many messages into one piece of memory, so that they go with one system call. */
export class FrameWriter {
  #bytes = Buffer.allocUnsafeSlow(SMALLEST)
  #length = 0

  /** @param size length of the JSON text in UTF-8. */
  message(json: string, size: number): void {
    const start = this.#length + WIRE_HEADER_BYTES
    this.#reserve(start + size)
    this.#bytes.write(json, start, 'utf8')
    closeWireFrame(this.#bytes, this.#length, frameType.message, size)
    this.#length = start + size
  }

  get length(): number {
    return this.#length
  }

  /** What was put in since the last time, as a copy of its own. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length))
    this.#length = 0
    if (this.#bytes.length > 16 * SMALLEST) this.#bytes = Buffer.allocUnsafeSlow(SMALLEST)
    return taken
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(bytes, 2 * this.#bytes.length))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
