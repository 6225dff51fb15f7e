import { closeFrame, FRAME_HEADER_BYTES, openFrame } from './frame.ts'

const SMALLEST = 64 * 1024

/** A text longer than this is measured before it is copied, so as not to make room for three times its length. */
const LONG_TEXT = 16 * 1024

/** A buffer that grew beyond this for one large batch is given back after it. */
const LARGEST_KEPT = 4 * 1024 * 1024

/** Frames that go to disk together, one after the other in one buffer, and who waits for them. */
export class FrameBatch {
  /** Bytes in use. */
  length = 0
  /** The highest record number among them, -1 if there is none. */
  highestNumber = -1
  /** Number of the last record among them, -1 if there is none. */
  lastNumber = -1
  /** Position of the last frame. */
  lastPosition = 0
  records = 0
  waiting: (() => void)[] = []
  bytes = Buffer.allocUnsafeSlow(SMALLEST)

  get empty(): boolean {
    return this.length === 0
  }

  record(position: number, number: number, json: string): void {
    const start = this.length + FRAME_HEADER_BYTES
    // UTF-8 takes at most three bytes for each UTF-16 unit
    this.#reserve(start + (json.length > LONG_TEXT ? Buffer.byteLength(json) : 3 * json.length))
    const written = this.bytes.write(json, start, 'utf8')
    openFrame(this.bytes, this.length, position, number, written)
    this.length = start + written
    this.highestNumber = Math.max(this.highestNumber, number)
    this.lastNumber = number
    this.lastPosition = position
    this.records++
  }

  /** A frame without payload, see `mark`. */
  mark(position: number, what: number): void {
    this.#reserve(this.length + FRAME_HEADER_BYTES)
    openFrame(this.bytes, this.length, position, what, 0)
    this.length += FRAME_HEADER_BYTES
    this.lastPosition = position
  }

  /** Completes all frames, with what is known to be durable now. */
  close(durableThrough: number): void {
    for (let offset = 0; offset < this.length;) offset = closeFrame(this.bytes, offset, durableThrough)
  }

  clear(): void {
    this.length = 0
    this.highestNumber = -1
    this.lastNumber = -1
    this.records = 0
    this.waiting = []
    if (this.bytes.length > LARGEST_KEPT) this.bytes = Buffer.allocUnsafeSlow(SMALLEST)
  }

  #reserve(bytes: number): void {
    if (bytes <= this.bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(bytes, 2 * this.bytes.length))
    this.bytes.copy(larger, 0, 0, this.length)
    this.bytes = larger
  }
}
