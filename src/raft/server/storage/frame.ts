import { crc32 } from 'node:zlib'
import { hex } from './refusal.ts'

/**
 * One frame of the write-ahead log, little endian:
 *
 *     0   4  magic; its first byte occurs in no UTF-8 text, so no record can contain it
 *     4   4  CRC-32 of all that follows, payload included
 *     8   4  length of the payload; 0 for a mark
 *    12   4  lag: its position less the highest position known to be durable when it was written
 *    16   8  position: 1, 2, 3, ... over all frames of the log
 *    24   8  record number; of a mark, which one it is
 *    32      payload: JSON text
 *
 * Positions count frames and never go back, while a record number does when a server writes anew what a crash
 * cut off. So what is durable is told by position. The lag is what tells a torn tail from a damaged middle:
 * a frame after the damage claims that what is damaged now was durable then.
 */
export const FRAME_HEADER_BYTES = 32

export const frameMagic = Buffer.from([0xff, 0x57, 0x57, 0x0a])
const magic = frameMagic.readUInt32LE(0)
const TWO_TO_32 = 2 ** 32

/** What a frame without payload says. */
export const mark = {
  /** Everything before it is durable. Written when the log is quiet and when it is closed. */
  durable: 0,
  /** Nothing follows in this segment: there is a next one, whose first frame has the position of this mark. */
  sealed: 1,
} as const

export interface Frame {
  /** Where it begins in its file. */
  readonly offset: number
  readonly position: number
  /** Every frame up to this position was durable when this one was written. */
  readonly durableThrough: number
  /** Of a record, or one of {@link mark} if there is no payload. */
  readonly number: number
  /** Length of the payload, which follows the header. */
  readonly length: number
}

export const frameEnd = ({ offset, length }: Frame): number => offset + FRAME_HEADER_BYTES + length

/** Writes a header without checksum and lag, which {@link closeFrame} adds when the frame is sent to disk. */
export function openFrame(
  bytes: Buffer,
  offset: number,
  position: number,
  number: number,
  length: number,
): void {
  bytes.writeUInt32LE(magic, offset)
  bytes.writeUInt32LE(length, offset + 8)
  writeLong(bytes, position, offset + 16)
  writeLong(bytes, number, offset + 24)
}

/** Completes the frame at `offset`; returns where it ends. */
export function closeFrame(bytes: Buffer, offset: number, durableThrough: number): number {
  const end = offset + FRAME_HEADER_BYTES + bytes.readUInt32LE(offset + 8)
  bytes.writeUInt32LE(readLong(bytes, offset + 16) - durableThrough, offset + 12)
  bytes.writeUInt32LE(crc32(bytes.subarray(offset + 8, end)), offset + 4)
  return end
}

/** The frame at `offset`, or what is wrong with the bytes there. */
export function readFrame(bytes: Buffer, offset: number): Frame | string {
  const left = bytes.length - offset
  if (left < FRAME_HEADER_BYTES) return `${left} bytes where a frame has at least ${FRAME_HEADER_BYTES}`
  if (bytes.readUInt32LE(offset) !== magic) {
    return `${bytes.toString('hex', offset, offset + 4)} where a frame begins with ${frameMagic.toString('hex')}`
  }
  const length = bytes.readUInt32LE(offset + 8)
  if (length > left - FRAME_HEADER_BYTES) {
    return `a frame of ${length} bytes where only ${left - FRAME_HEADER_BYTES} are left`
  }
  const stored = bytes.readUInt32LE(offset + 4)
  const found = crc32(bytes.subarray(offset + 8, offset + FRAME_HEADER_BYTES + length))
  if (found !== stored) return `a frame with checksum ${hex(found)} that should have ${hex(stored)}`
  const position = readLong(bytes, offset + 16)
  const durableThrough = position - bytes.readUInt32LE(offset + 12)
  return { offset, position, durableThrough, number: readLong(bytes, offset + 24), length }
}

/** Positions and numbers are safe integers: up to 2^53. */
function writeLong(bytes: Buffer, value: number, offset: number): void {
  bytes.writeUInt32LE(value >>> 0, offset) // the remainder by 2^32, also of numbers beyond it
  bytes.writeUInt32LE(Math.floor(value / TWO_TO_32), offset + 4)
}

const readLong = (bytes: Buffer, offset: number): number =>
  bytes.readUInt32LE(offset + 4) * TWO_TO_32 + bytes.readUInt32LE(offset)
