import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Json } from '../../../base/json.ts'
import { decodeHeader, encodeHeader, HEADER_BYTES } from './file-header.ts'
import type { Files } from './files.ts'
import type { Owner } from './owner.ts'
import { hex, refusal } from './refusal.ts'

/** The folder of the single values within the server's directory. */
export const VALUES_FOLDER = 'values'

const SUFFIX = '.value'

/** A key as a file name: anything but letters, digits, "-" and "_" is escaped. */
export const valueName = (key: string): string =>
  encodeURIComponent(key).replace(
    /[.!~*'()]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  ) + SUFFIX

/** What a value says of itself beside its key. */
export interface ValueFacts {
  /** Counts the writes of its key; 0 for one of format version 1. */
  readonly version: number
  /** The log was durable up to here when it was written. */
  readonly logPosition: number
}

/** A value as it was found. */
export interface StoredValue extends ValueFacts {
  readonly value: Json
}

/** Replaces the value of a key as a whole; resolves to the bytes written once they are durable. */
export async function writeValue(
  files: Files,
  folder: string,
  owner: Owner,
  key: string,
  json: string,
  facts: ValueFacts,
): Promise<number> {
  const text = Buffer.from(json)
  const fields = { key, bytes: text.length, checksum: crc32(text), ...facts }
  const header = encodeHeader('value', owner, fields)
  const path = join(folder, valueName(key))
  await files.create(`${path}.tmp`, [header, text])
  await files.rename(`${path}.tmp`, path)
  await files.syncFolder(folder)
  return header.length + text.length
}

/**
 * All values in a folder. Changes nothing.
 * @throws InputError when one is damaged, cut short, or another server's.
 */
export async function readValues(
  files: Files,
  folder: string,
  owner: Owner,
): Promise<Map<string, StoredValue>> {
  const values = new Map<string, StoredValue>()
  for (const name of await files.list(folder)) {
    if (!name.endsWith(SUFFIX)) continue
    const path = join(folder, name)
    const bytes = await files.read(path)
    if (bytes === undefined) throw refusal(path, 'This value vanished while it was read')
    const header = decodeHeader('value', owner, bytes, path)
    const text = bytes.subarray(HEADER_BYTES)
    if (text.length !== header.bytes) {
      const what = text.length < header.bytes ? 'cut short' : 'longer than it was made'
      throw refusal(path, `This value is ${what}: ${text.length} bytes of JSON instead of ${header.bytes}`)
    }
    if (crc32(text) !== header.checksum) {
      throw refusal(
        path,
        `This value is damaged: its checksum is ${hex(crc32(text))}, not ${hex(header.checksum)}`,
      )
    }
    if (name !== valueName(header.key)) {
      throw refusal(path, `This value was renamed: it is ${valueName(header.key)} by its header`)
    }
    const { key, version = 0, logPosition = 0 } = header
    values.set(key, { value: JSON.parse(text.toString()) as Json, version, logPosition })
  }
  return values
}
