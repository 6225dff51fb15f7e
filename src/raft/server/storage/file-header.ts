import { crc32 } from 'node:zlib'
import { z } from 'zod'
import type { Owner } from './owner.ts'
import { hex, refusal } from './refusal.ts'

/**
 * The first 512 bytes of every file, so that `head -c 512` tells a person what it is:
 *
 *     0   8  magic: no text, and broken by anything that converts line ends
 *     8   4  format version
 *    12   4  CRC-32 of the other 508 bytes
 *    16   4  length of the JSON text
 *    20      JSON text, then zeros
 *
 * Later versions keep this layout, so that an older program can tell "newer" from "damaged".
 */
export const HEADER_BYTES = 512

/**
 * What is written; version 1 is read as well. Version 2 has in its JSON also the id of the directory, what a value
 * depends on, and its own count of writes. An older program stops at the identity file, before it writes anything.
 */
const VERSION = 2
const MAGIC_BYTES = 8

/** What stands in the headers of the kinds of files, beside the owner. */
export interface HeaderFields {
  identity: object
  segment: {
    /** Position of its first frame. */
    readonly firstPosition: number
    /** Number that a record gets if it follows the last one before this segment. */
    readonly nextNumber: number
    /** Length of the file, this header included: it is allocated whole and never grows. */
    readonly bytes: number
  }
  value: {
    readonly key: string
    /** Length of the JSON text that follows. */
    readonly bytes: number
    /** CRC-32 of that text. */
    readonly checksum: number
    /** Counts the writes of this key, from 1; absent in version 1. */
    readonly version?: number
    /** The log was durable up to this position when the value was written; absent in version 1. */
    readonly logPosition?: number
  }
  manifest: {
    /** Counts the writes of the manifest, from 1. */
    readonly sequence: number
    /** Length of the JSON text that follows. */
    readonly bytes: number
    /** CRC-32 of that text. */
    readonly checksum: number
  }
}

export type FileKind = keyof HeaderFields

export type DecodedHeader<K extends FileKind> = HeaderFields[K] & Owner

const count = z.int().nonnegative()
const owned = { cluster: z.string(), node: z.string(), directory: z.string().optional() }

/** Each kind with the letter of its magic. */
const kinds: {
  readonly [K in FileKind]: {
    readonly letter: string
    readonly name: string
    readonly schema: z.ZodType<unknown>
  }
} = {
  identity: { letter: 'I', name: 'identity file', schema: z.object(owned) },
  segment: {
    letter: 'S',
    name: 'segment of the write-ahead log',
    schema: z.object({ ...owned, firstPosition: z.int().positive(), nextNumber: count, bytes: count }),
  },
  value: {
    letter: 'V',
    name: 'stored value',
    schema: z.object({
      ...owned,
      key: z.string(),
      bytes: count,
      checksum: count,
      version: count.optional(),
      logPosition: count.optional(),
    }),
  },
  manifest: {
    letter: 'M',
    name: 'manifest',
    schema: z.object({ ...owned, sequence: count, bytes: count, checksum: count }),
  },
}

const magicOf = (kind: FileKind): Buffer => Buffer.from(`\x89WW${kinds[kind].letter}\r\n\x1a\n`, 'latin1')

export function encodeHeader<K extends FileKind>(kind: K, owner: Owner, fields: HeaderFields[K]): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  const { cluster, node, directory } = owner
  const text = Buffer.from(JSON.stringify({ cluster, node, directory, ...fields }))
  if (text.length > HEADER_BYTES - 20) throw new RangeError(`a header of ${text.length} bytes is too long`)
  magicOf(kind).copy(header)
  header.writeUInt32LE(VERSION, 8)
  header.writeUInt32LE(text.length, 16)
  text.copy(header, 20)
  header.writeUInt32LE(checksum(header), 12)
  return header
}

/**
 * Reads the header at the beginning of `bytes`; `path` is only for the message.
 * @throws InputError when it is cut short, damaged, of another kind, from a later version, or of another server.
 */
export function decodeHeader<K extends FileKind>(
  kind: K,
  owner: Owner,
  bytes: Buffer,
  path: string,
): DecodedHeader<K> {
  const { name } = kinds[kind]
  if (bytes.length < HEADER_BYTES) {
    throw refusal(
      path,
      `This ${name} is cut short: ${bytes.length} bytes, and its header alone has ${HEADER_BYTES}`,
    )
  }
  if (!bytes.subarray(0, MAGIC_BYTES).equals(magicOf(kind))) {
    const found = bytes.toString('hex', 0, MAGIC_BYTES)
    throw refusal(
      path,
      `This is no ${name}: it begins with ${found} instead of ${magicOf(kind).toString('hex')}`,
    )
  }
  const stored = bytes.readUInt32LE(12)
  if (checksum(bytes) !== stored) {
    throw refusal(
      path,
      `The header of this ${name} is damaged: its checksum is ${hex(checksum(bytes))}, not ${hex(stored)}`,
    )
  }
  const version = bytes.readUInt32LE(8)
  if (version < 1 || version > VERSION) {
    throw refusal(
      path,
      `This ${name} has format version ${version}, and this program reads versions 1 to ${VERSION}`,
      'Nothing was changed. Start the server with the version of Whitewater that wrote it, or a later one.',
    )
  }
  return checkOwned(kind, owner, bytes, path)
}

function checkOwned<K extends FileKind>(
  kind: K,
  owner: Owner,
  bytes: Buffer,
  path: string,
): DecodedHeader<K> {
  const header = parse(kind, bytes, path)
  const { cluster, node, directory } = header
  if (cluster !== owner.cluster || node !== owner.node) {
    throw refusal(
      path,
      `This ${kinds[kind].name} belongs to server ${node} of cluster ${cluster}, not to ${owner.node} of ${owner.cluster}`,
      'Nothing was changed. Start the server with its own directory, or correct its name.',
    )
  }
  if (directory !== undefined && owner.directory !== undefined && directory !== owner.directory) {
    throw refusal(
      path,
      `This ${kinds[kind].name} is of another directory of a server ${node} of a cluster ${cluster}: ` +
        `it has the id ${directory}, and the identity file ${owner.directory}`,
    )
  }
  return header
}

function parse<K extends FileKind>(kind: K, bytes: Buffer, path: string): DecodedHeader<K> {
  const length = bytes.readUInt32LE(16)
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8', 20, 20 + length))
  } catch {
    json = undefined
  }
  const parsed = kinds[kind].schema.safeParse(json)
  if (!parsed.success) throw refusal(path, `The header of this ${kinds[kind].name} makes no sense`)
  return parsed.data as DecodedHeader<K>
}

/** Whether there is a header at the beginning of `bytes`, undamaged: of whichever version and owner. */
export const isHeader = (kind: FileKind, bytes: Buffer): boolean =>
  bytes.length >= HEADER_BYTES &&
  bytes.subarray(0, MAGIC_BYTES).equals(magicOf(kind)) &&
  checksum(bytes) === bytes.readUInt32LE(12)

/** Over everything but itself. */
const checksum = (header: Buffer): number =>
  crc32(header.subarray(16, HEADER_BYTES), crc32(header.subarray(0, 12)))
