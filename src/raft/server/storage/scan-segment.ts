import { HEADER_BYTES } from './file-header.ts'
import { frameMagic, frameEnd, mark, readFrame, type Frame } from './frame.ts'

/** Bytes that are no frame, though not all of what follows is zeros. */
export interface Damage {
  /** Where the bytes begin that should be a frame. */
  readonly offset: number
  /** Position the frame there should have. */
  readonly position: number
  readonly found: string
  /** The highest position that a valid frame after it claims to have been durable; 0 if none is there. */
  readonly claimedDurable: number
  /** Where the last byte that is not zero ends. */
  readonly end: number
}

export interface ScannedSegment {
  /** The frames with a payload, in order. */
  readonly records: readonly Frame[]
  /** Position the next frame would have. */
  readonly nextPosition: number
  /** Where the next frame would begin. */
  readonly end: number
  readonly sealed: boolean
  readonly damage: Damage | undefined
}

/** Reads the frames of a segment, `bytes` being all of its file. Judges nothing: damage is only described. */
export function scanSegment(bytes: Buffer, firstPosition: number): ScannedSegment {
  const records: Frame[] = []
  let position = firstPosition
  let offset = HEADER_BYTES
  for (;;) {
    const frame = readFrame(bytes, offset)
    if (typeof frame === 'string' || frame.position !== position) {
      const found = typeof frame === 'string' ? frame : `a frame with position ${frame.position}`
      const damage = describeDamage(bytes, offset, position, found)
      return { records, nextPosition: position, end: offset, sealed: false, damage }
    }
    offset = frameEnd(frame)
    if (frame.length === 0 && frame.number === mark.sealed) {
      return { records, nextPosition: position, end: offset, sealed: true, damage: undefined }
    }
    if (frame.length > 0) records.push(frame)
    position++
  }
}

/** What follows the last valid frame: undefined if nothing was ever written there. */
function describeDamage(bytes: Buffer, offset: number, position: number, found: string): Damage | undefined {
  const end = lastWritten(bytes, offset)
  if (end === offset) return undefined
  let claimedDurable = 0
  for (let at = bytes.indexOf(frameMagic, offset); at !== -1;) {
    const frame = readFrame(bytes, at)
    if (typeof frame === 'string') at = bytes.indexOf(frameMagic, at + 1)
    else {
      claimedDurable = Math.max(claimedDurable, frame.durableThrough)
      at = bytes.indexOf(frameMagic, frameEnd(frame))
    }
  }
  return { offset, position, found, claimedDurable, end }
}

const zeros = Buffer.alloc(64 * 1024)

/** Where the last byte at or after `offset` that is not zero ends; `offset` if all are. */
function lastWritten(bytes: Buffer, offset: number): number {
  let end = bytes.length
  while (end - offset >= zeros.length && bytes.subarray(end - zeros.length, end).equals(zeros)) {
    end -= zeros.length
  }
  while (end > offset && bytes[end - 1] === 0) end--
  return end
}
