import { join } from 'node:path'
import type { Json } from '../../../base/json.ts'
import { decodeHeader } from './file-header.ts'
import type { Files } from './files.ts'
import { FRAME_HEADER_BYTES, type Frame } from './frame.ts'
import type { Owner } from './owner.ts'
import { RecordChain } from './record-chain.ts'
import { refusal } from './refusal.ts'
import { scanSegment, type Damage, type ScannedSegment } from './scan-segment.ts'
import { isSegmentName, segmentName, type SegmentHeader } from './segment.ts'

export interface ReadSegment {
  readonly path: string
  /** Length of the file. */
  readonly bytes: number
  /** The highest record number in it, -1 if it holds none. */
  readonly highestNumber: number
}

/** A write-ahead log as it was found. */
export interface ReadLog {
  readonly records: RecordChain
  /** Oldest first; the last one is written on. Empty if there is no log yet. */
  readonly segments: readonly ReadSegment[]
  /** Older segments that no record is needed of. */
  readonly leftovers: readonly string[]
  /** Position and place of the next frame, in the last segment. */
  readonly nextPosition: number
  readonly end: number
  /** The tail of the last segment that is to be cut off. */
  readonly torn: Damage | undefined
}

/**
 * Reads a log and judges it. Changes nothing.
 *
 * A crash can only damage what was not durable yet, and that lies at the end. So bytes that are no frame are a
 * torn tail if nothing says otherwise, and damage if a valid frame after them, or the header of a later
 * segment, claims that they were durable.
 *
 * @param needed the first record number that is needed.
 * @throws InputError when something is damaged, missing or another's.
 */
export async function readLog(files: Files, folder: string, owner: Owner, needed: number): Promise<ReadLog> {
  const reading = new Reading(needed)
  const names = (await files.list(folder)).filter(isSegmentName)
  for (const name of names) {
    const path = join(folder, name)
    const bytes = await files.read(path)
    if (bytes === undefined) throw refusal(path, 'This segment vanished while it was read')
    reading.take(path, name, bytes, decodeHeader('segment', owner, bytes, path))
  }
  return reading.finish()
}

/** What is known while the segments are read one by one, oldest first. */
class Reading {
  readonly #needed: number
  readonly #records: RecordChain
  #segments: ReadSegment[] = []
  readonly #leftovers: string[] = []
  #last: (ScannedSegment & { readonly path: string }) | undefined

  constructor(needed: number) {
    this.#needed = needed
    this.#records = new RecordChain(needed)
  }

  take(path: string, name: string, bytes: Buffer, header: SegmentHeader): void {
    checkExtent(path, name, bytes, header)
    this.#follow(path, header)
    const scanned = scanSegment(bytes, header.firstPosition)
    let highestNumber = -1
    for (const frame of scanned.records) {
      highestNumber = Math.max(highestNumber, frame.number)
      const value = payload(bytes, frame, path)
      if (!this.#records.take(frame.number, value)) {
        throw refusal(
          `${path}:${frame.offset}`,
          `Record ${frame.number} is here, and the one before it is ${this.#records.next - 1}`,
        )
      }
    }
    this.#segments.push({ path, bytes: bytes.length, highestNumber })
    this.#last = { ...scanned, path }
  }

  finish(): ReadLog {
    const last = this.#last
    const { damage } = last ?? {}
    if (last?.sealed === true) {
      throw refusal(
        last.path,
        `This segment was closed because ${segmentName(last.nextPosition)} follows it, and that file is missing`,
      )
    }
    if (last !== undefined && damage !== undefined && damage.claimedDurable >= damage.position) {
      throw damaged(
        last.path,
        damage,
        `frame ${damage.claimedDurable} was durable when a later one was written`,
      )
    }
    return {
      records: this.#records,
      segments: this.#segments,
      leftovers: this.#leftovers,
      nextPosition: last?.nextPosition ?? 1,
      end: last?.end ?? 0,
      torn: damage,
    }
  }

  /** Whether the segment goes on where the one before it ended. */
  #follow(path: string, { firstPosition, nextNumber }: SegmentHeader): void {
    const last = this.#last
    if (last !== undefined && last.nextPosition === firstPosition) return
    if (nextNumber <= this.#needed) {
      // nothing before it is needed: it is the first, or files were removed in another order than asked for
      for (const segment of this.#segments) this.#leftovers.push(segment.path)
      this.#segments = []
      this.#records.restart(nextNumber)
      return
    }
    if (last === undefined) {
      throw refusal(
        path,
        `The log begins here with record ${nextNumber}, and records from ${this.#needed} on are needed: older segments are missing`,
      )
    }
    const { damage } = last
    if (damage !== undefined && damage.position < firstPosition) {
      throw damaged(
        last.path,
        damage,
        `a later segment was begun only when frame ${firstPosition - 1} was durable`,
      )
    }
    if (last.sealed) {
      throw refusal(path, `The segment before it, ${segmentName(last.nextPosition)}, is missing`)
    }
    throw refusal(
      `${last.path}:${last.end}`,
      `The frames from position ${last.nextPosition} to ${firstPosition - 1} are missing, and a later segment was begun only when they were durable`,
    )
  }
}

/** A segment is allocated whole before its first frame, so no crash makes it shorter or longer. */
function checkExtent(path: string, name: string, bytes: Buffer, header: SegmentHeader): void {
  if (bytes.length !== header.bytes) {
    const what = bytes.length < header.bytes ? 'cut short' : 'longer than it was made'
    throw refusal(path, `This segment is ${what}: ${bytes.length} bytes instead of ${header.bytes}`)
  }
  const proper = segmentName(header.firstPosition)
  if (name !== proper) throw refusal(path, `This segment was renamed: it is ${proper} by its header`)
}

function damaged(path: string, { offset, position, found }: Damage, claim: string): Error {
  return refusal(
    `${path}:${offset}`,
    `The log is damaged at frame ${position}: ${found}; but ${claim}, so this is no torn tail`,
  )
}

function payload(bytes: Buffer, { offset, number, length }: Frame, path: string): Json {
  const start = offset + FRAME_HEADER_BYTES
  try {
    return JSON.parse(bytes.toString('utf8', start, start + length)) as Json
  } catch {
    throw refusal(`${path}:${offset}`, `Record ${number} has the right checksum and is no JSON`)
  }
}
