import { assert } from '../../../base/assert.ts'
import type { Files } from './files.ts'
import { FrameBatch } from './frame-batch.ts'
import { FRAME_HEADER_BYTES, mark } from './frame.ts'
import type { ReadSegment } from './read-log.ts'
import type { Segment, SegmentMaker } from './segment-writer.ts'
import type { StorageCounters } from './storage-counters.ts'

/** Frames nobody waits for are sent when there are this many bytes of them. */
const SEND_ANYWAY = 1 << 20

export interface LogStart {
  /** Full segments, oldest first. */
  readonly full: readonly ReadSegment[]
  /** The one to go on with. */
  readonly segment: Segment
  readonly nextPosition: number
  readonly nextNumber: number
}

export interface LogOptions {
  readonly files: Files
  readonly maker: SegmentMaker
  readonly counters: StorageCounters
  /** After this many ms without a write the log says that all of it is durable. */
  readonly quietAfter: number
  readonly fail: (error: Error) => void
  /** Told how far the log is durable, after each write. */
  readonly durable: (position: number) => void
}

/**
 * The write-ahead log: records in, frames out, with group commit.
 *
 * One write is under way at a time. What comes meanwhile gathers in a second buffer and goes with the next
 * one, so that however many wait, each disk write serves all who asked before it began.
 */
export class WriteAheadLog {
  readonly #options: LogOptions
  readonly #full: ReadSegment[]
  #segment: Segment
  #nextPosition: number
  #nextNumber: number
  #durableThrough: number
  /** Number after the last durable record. */
  #durableNumber: number
  #filling = new FrameBatch()
  #sending = new FrameBatch()
  #busy = false
  #scheduled = false
  #stopped = false
  readonly #quiet: NodeJS.Timeout
  /** Whether the last frame says already that all before it is durable. */
  #marked: boolean
  #whenIdle: (() => void) | undefined

  constructor({ full, segment, nextPosition, nextNumber }: LogStart, options: LogOptions) {
    this.#options = options
    this.#full = [...full]
    this.#segment = segment
    this.#nextPosition = nextPosition
    this.#durableThrough = nextPosition - 1
    this.#nextNumber = nextNumber
    this.#durableNumber = nextNumber
    this.#marked = nextPosition === 1
    options.counters.walSegments = full.length + 1
    this.#quiet = setTimeout(() => this.#markQuiet(), options.quietAfter).unref()
  }

  /** The number the next record has, unless it writes anew what is not needed any more. */
  get nextNumber(): number {
    return this.#nextNumber
  }

  /** Every frame up to this position is durable. */
  get durableThrough(): number {
    return this.#durableThrough
  }

  append(number: number, json: string): void {
    assert(number <= this.#nextNumber, `record ${number} skips record ${this.#nextNumber}`)
    this.#filling.record(this.#nextPosition++, number, json)
    this.#nextNumber = number + 1
    if (this.#filling.length > SEND_ANYWAY) this.#schedule()
  }

  /** `done` is called later, once every record appended before is durable. */
  sync(done: () => void): void {
    if (!this.#filling.empty) {
      this.#filling.waiting.push(done)
      this.#schedule()
    } else if (this.#busy) this.#sending.waiting.push(done)
    else
      queueMicrotask(() => {
        if (!this.#stopped) done()
      })
  }

  /** Removes segments that hold no record from `number` on, oldest first; never the one written to. */
  async eraseBelow(number: number): Promise<void> {
    for (let oldest = this.#full[0]; oldest !== undefined; oldest = this.#full[0]) {
      if (oldest.highestNumber >= number || this.#stopped) return
      this.#full.shift()
      this.#options.counters.walSegments--
      await this.#options.files.remove(oldest.path)
    }
  }

  /** Ends at once, as a crash does: nothing more is written and nobody is called any more. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#quiet)
  }

  /** Writes all that was appended, with a last mark that all of it is durable, unless it was stopped. */
  async close(): Promise<void> {
    while (this.#busy || !(this.#filling.empty || this.#stopped)) {
      this.#send()
      await this.#idle()
    }
    this.#markQuiet()
    await this.#idle()
    this.stop()
    await this.#segment.file.close()
  }

  async #idle(): Promise<void> {
    if (this.#busy) await new Promise<void>((resolve) => (this.#whenIdle = resolve))
  }

  /** At the end of this turn of the event loop: all that it brings goes together. */
  #schedule(): void {
    if (this.#scheduled || this.#busy) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#send()
    })
  }

  #send(): void {
    if (this.#busy || this.#stopped || this.#filling.empty) return
    this.#busy = true
    const batch = this.#filling
    this.#filling = this.#sending
    this.#sending = batch
    if (this.#segment.fits(batch.length)) this.#write()
    else
      this.#roll().then(
        () => this.#write(),
        (error: Error) => this.#rest(error),
      )
  }

  #write(): void {
    if (this.#stopped) return this.#rest(null)
    const { bytes, length } = this.#sending
    this.#sending.close(this.#durableThrough)
    const started = performance.now()
    this.#segment.file.write(bytes, length, this.#segment.end, (error) => {
      if (error !== null) return this.#rest(error)
      this.#options.counters.durable(length, started)
      this.#written()
    })
  }

  #written(): void {
    const batch = this.#sending
    const { waiting } = batch
    this.#options.counters.records += batch.records
    this.#segment.end += batch.length
    this.#segment.highestNumber = Math.max(this.#segment.highestNumber, batch.highestNumber)
    this.#durableThrough = batch.lastPosition
    this.#options.durable(this.#durableThrough)
    if (batch.records > 0) {
      this.#durableNumber = batch.lastNumber + 1
      this.#marked = false
    }
    batch.clear()
    this.#rest(null)
    if (this.#filling.waiting.length > 0 || this.#filling.length > SEND_ANYWAY) this.#send()
    else if (!this.#stopped) this.#quiet.refresh()
    const { maker, fail } = this.#options
    if (2 * this.#segment.end > this.#segment.bytes && !maker.prepared) maker.prepare().catch(fail)
    for (const done of waiting) {
      if (this.#stopped) return // one of them may have stopped it
      done()
    }
  }

  /** No write is under way any more. */
  #rest(error: Error | null): void {
    this.#busy = false
    if (error !== null) this.#options.fail(error)
    this.#whenIdle?.()
  }

  async #roll(): Promise<void> {
    const first = this.#durableThrough + 1
    const next = await this.#options.maker.make(first, this.#durableNumber, this.#sending.length)
    const { path, bytes, highestNumber } = this.#segment
    if (this.#segment.empty) {
      // too small for its very first frames: the new one has its name and took its place
      await this.#segment.file.close()
    } else {
      await this.#segment.seal(first)
      this.#full.push({ path, bytes, highestNumber })
      this.#options.counters.walSegments++
    }
    this.#segment = next
  }

  /**
   * When nothing comes for a while: says that all that was written is durable. Without it damage to the last
   * records could not be told from a torn tail.
   */
  #markQuiet(): void {
    if (this.#busy || this.#stopped || this.#marked || !this.#filling.empty) return
    if (!this.#segment.fits(FRAME_HEADER_BYTES)) return
    this.#marked = true
    this.#filling.mark(this.#nextPosition++, mark.durable)
    this.#send()
  }
}
