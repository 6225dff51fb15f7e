import { join } from 'node:path'
import { encodeHeader, HEADER_BYTES } from './file-header.ts'
import type { DurableFile, Files } from './files.ts'
import { closeFrame, FRAME_HEADER_BYTES, mark, openFrame } from './frame.ts'
import type { Owner } from './owner.ts'
import { segmentName, SPARE_NAME } from './segment.ts'

/** Makes segments: allocated in full, then named. */
export class SegmentMaker {
  readonly #files: Files
  readonly #folder: string
  readonly #owner: Owner
  readonly #bytes: number
  #spare: Promise<void> | undefined

  /** @param bytes length of a segment, unless it must hold more. */
  constructor(files: Files, folder: string, owner: Owner, bytes: number) {
    this.#files = files
    this.#folder = folder
    this.#owner = owner
    this.#bytes = bytes
  }

  /** Whether the next segment is allocated, or being so. */
  get prepared(): boolean {
    return this.#spare !== undefined
  }

  /** Begins to allocate the next segment, so that nobody has to wait for it later. */
  prepare(): Promise<void> {
    this.#spare ??= this.#files.allocate(join(this.#folder, SPARE_NAME), this.#bytes)
    return this.#spare
  }

  /**
   * Makes a segment with room for `needed` bytes of frames. It has its name only when it is complete, so a
   * crash leaves no half of one.
   */
  async make(firstPosition: number, nextNumber: number, needed: number): Promise<Segment> {
    const files = this.#files
    const path = join(this.#folder, segmentName(firstPosition))
    const bytes = Math.max(this.#bytes, HEADER_BYTES + needed + FRAME_HEADER_BYTES)
    const spare = join(this.#folder, SPARE_NAME)
    if (bytes === this.#bytes) await this.prepare()
    else {
      await this.#spare
      await files.allocate(spare, bytes)
    }
    this.#spare = undefined
    const file = await files.open(spare)
    const header = encodeHeader('segment', this.#owner, { firstPosition, nextNumber, bytes })
    await written(file, header, 0)
    await file.close()
    await files.rename(spare, path)
    await files.syncFolder(this.#folder)
    return new Segment(await files.open(path), path, bytes, HEADER_BYTES, -1)
  }
}

/** The segment that is written to. */
export class Segment {
  readonly file: DurableFile
  readonly path: string
  /** Length of the file. */
  readonly bytes: number
  /** Where the next frame goes. */
  end: number
  /** The highest record number in it, -1 if it holds none. */
  highestNumber: number

  constructor(file: DurableFile, path: string, bytes: number, end: number, highestNumber: number) {
    this.file = file
    this.path = path
    this.bytes = bytes
    this.end = end
    this.highestNumber = highestNumber
  }

  get empty(): boolean {
    return this.end === HEADER_BYTES
  }

  /** Whether frames of this length fit, and the mark that seals the segment after them. */
  fits(length: number): boolean {
    return this.end + length + FRAME_HEADER_BYTES <= this.bytes
  }

  /** Says that a next segment is there, whose first frame has this position. */
  async seal(position: number): Promise<void> {
    const bytes = Buffer.alloc(FRAME_HEADER_BYTES)
    openFrame(bytes, 0, position, mark.sealed, 0)
    closeFrame(bytes, 0, position - 1)
    await written(this.file, bytes, this.end)
    await this.file.close()
  }
}

/** Writes all of `bytes`; resolves when they are durable. */
export function written(file: DurableFile, bytes: Buffer, offset: number): Promise<void> {
  return new Promise((resolve, reject) => {
    file.write(bytes, bytes.length, offset, (error) => (error === null ? resolve() : reject(error)))
  })
}
