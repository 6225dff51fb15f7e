import { crc32 } from 'node:zlib'

/**
 * One frame between two servers, big endian, as networks have it:
 *
 *     0   4  magic "WWP" and 0x0a
 *     4   1  protocol version
 *     5   1  type
 *     6   2  zero
 *     8   4  length of the payload
 *    12   4  CRC-32 of the payload, begun with that of bytes 4 to 11
 *    16      payload: JSON text
 *
 * Later versions keep this layout, so that each side can say what it cannot read.
 */
export const WIRE_HEADER_BYTES = 16

const PROTOCOL_VERSION = 1

const MAGIC = 0x5757500a

export const frameType = {
  /** Who calls whom, and a nonce. */
  hello: 1,
  /** The other's nonce, and its proof. */
  challenge: 2,
  /** The caller's proof. */
  proof: 3,
  /** Both know each other: messages may follow. */
  welcome: 4,
  /** Why it will not be; then the connection ends. */
  refusal: 5,
  message: 6,
  ping: 7,
  pong: 8,
} as const

export type FrameType = (typeof frameType)[keyof typeof frameType]

const types: ReadonlySet<number> = new Set(Object.values(frameType))

/** What came over a connection is not what it should be: the connection ends. */
export class WireError extends Error {
  override readonly name = 'WireError'
}

export interface WireFrame {
  readonly type: FrameType
  readonly payload: Buffer
}

/** Writes the header of a frame whose payload is in place already. */
export function closeWireFrame(bytes: Buffer, offset: number, type: FrameType, length: number): void {
  bytes.writeUInt32BE(MAGIC, offset)
  bytes[offset + 4] = PROTOCOL_VERSION
  bytes[offset + 5] = type
  bytes.writeUInt16BE(0, offset + 6)
  bytes.writeUInt32BE(length, offset + 8)
  const start = offset + WIRE_HEADER_BYTES
  bytes.writeUInt32BE(checksum(bytes, offset, start + length), offset + 12)
}

/** A frame by itself. */
export function wireFrame(type: FrameType, json = ''): Buffer {
  const length = Buffer.byteLength(json)
  const bytes = Buffer.allocUnsafe(WIRE_HEADER_BYTES + length)
  bytes.write(json, WIRE_HEADER_BYTES, 'utf8')
  closeWireFrame(bytes, 0, type, length)
  return bytes
}

/**
 * Length of the whole frame whose header is at `offset`.
 * @throws WireError when the header is none, of another version, or announces more than `limit` bytes.
 */
export function announcedLength(bytes: Buffer, offset: number, limit: number): number {
  if (bytes.readUInt32BE(offset) !== MAGIC) {
    throw new WireError(`${bytes.toString('hex', offset, offset + 4)} is no beginning of a frame`)
  }
  const version = bytes[offset + 4]
  if (version !== PROTOCOL_VERSION) {
    throw new WireError(`protocol version ${version}; this server speaks version ${PROTOCOL_VERSION}`)
  }
  if (!types.has(bytes[offset + 5] as number) || bytes.readUInt16BE(offset + 6) !== 0) {
    throw new WireError(`a frame of type ${bytes[offset + 5]} is not known`)
  }
  const length = bytes.readUInt32BE(offset + 8)
  if (length > limit) throw new WireError(`a frame of ${length} bytes; ${limit} are allowed here`)
  return WIRE_HEADER_BYTES + length
}

/** The frame between `offset` and `end`, whose header was seen. Its payload shares memory with `bytes`. */
export function readWireFrame(bytes: Buffer, offset: number, end: number): WireFrame {
  if (checksum(bytes, offset, end) !== bytes.readUInt32BE(offset + 12)) {
    throw new WireError('a frame with a wrong checksum')
  }
  return {
    type: bytes[offset + 5] as FrameType,
    payload: bytes.subarray(offset + WIRE_HEADER_BYTES, end),
  }
}

const checksum = (bytes: Buffer, offset: number, end: number): number =>
  crc32(bytes.subarray(offset + WIRE_HEADER_BYTES, end), crc32(bytes.subarray(offset + 4, offset + 12)))
