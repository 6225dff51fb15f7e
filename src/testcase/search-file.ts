import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { InputError } from '../base/input-error.ts'
import { canonicalJson, type Json } from '../base/json.ts'
import type { SavedSearch } from '../explore/saved-search.ts'

/** What a file of a stopped search begins with. */
const MAGIC = 'whitewater search 1\n'
const DIGEST = 32
/** Of the head, in bytes. */
const MAX_HEAD = 1 << 29
const PIECE = 1 << 26

/** What a search is of: another one cannot go on from where it stopped. */
export type SearchKey = { readonly [part: string]: Json }

interface Head {
  readonly key: SearchKey
  /** The search, with the length of each list in place of the list. */
  readonly search: Json
  readonly lengths: readonly number[]
}

/**
 * Before a search, which may take hours: what it finds must not be lost for want of a place.
 * @throws InputError when the file cannot be written.
 */
export function assertWritable(file: string): void {
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
      throw new Error('it is a directory')
    closeSync(openSync(partialOf(file), 'w'))
    rmSync(partialOf(file))
  } catch (error) {
    throw new InputError(`cannot be written: ${(error as Error).message}`, { file })
  }
}

const partialOf = (file: string): string => `${file}.partial`

/**
 * Writes where a search stopped: a line that names the format, the SHA-256 of all that follows, the length of the head and the head as JSON, and
 * lists of 32 bits, little endian. What was there before is replaced once all is written.
 */
export function writeSearch(file: string, key: SearchKey, search: SavedSearch): void {
  const arrays = search.round === undefined ? [] : [search.round.executed, ...search.round.levels.arrays]
  const { round, ...rest } = search
  const plain =
    round === undefined
      ? rest
      : {
          ...rest,
          round: { ...round, executed: null, levels: { numbers: round.levels.numbers, arrays: null } },
        }
  const head = Buffer.from(
    JSON.stringify({ key, search: plain, lengths: arrays.map(({ length }) => length) }),
  )
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(head.length))
  const pieces = [length, head, ...arrays.map(bytesOf)]
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  const partial = partialOf(file)
  try {
    const to = openSync(partial, 'w')
    try {
      for (const piece of [Buffer.from(MAGIC), hash.digest(), ...pieces]) writeAll(to, piece)
    } finally {
      closeSync(to)
    }
    renameSync(partial, file)
  } catch (error) {
    rmSync(partial, { force: true })
    throw new InputError(`cannot be written: ${(error as Error).message}`, { file })
  }
}

/**
 * Reads where a search stopped.
 * @throws InputError for a file that is none of a stopped search, is damaged, or is of a search of something else.
 */
export function readSearch(file: string, key: SearchKey): SavedSearch {
  const { head, body } = readAll(file)
  const differs = Object.keys({ ...key, ...head.key }).filter(
    (part) => canonicalJson(key[part] ?? null) !== canonicalJson(head.key[part] ?? null),
  )
  if (differs.length > 0)
    throw new InputError(
      `it is of another search, by its ${differs.join(', ')}: ask as it was asked then, or search anew without --resume`,
      { file },
    )
  let from = 0
  const arrays = head.lengths.map((length) => {
    const words = new Int32Array(length)
    bytesOf(words).set(body.subarray(from, from + words.byteLength))
    from += words.byteLength
    return words
  })
  // its bytes are those that were written
  const search = head.search as unknown as SavedSearch
  const [executed, ...ofLevels] = arrays
  if (search.round === undefined || executed === undefined) return search
  const { round } = search
  return { ...search, round: { ...round, executed, levels: { ...round.levels, arrays: ofLevels } } }
}

function readAll(file: string): { readonly head: Head; readonly body: Buffer } {
  const bytes = contentOf(file)
  const begin = MAGIC.length
  if (bytes.subarray(0, begin).toString('latin1') !== MAGIC)
    throw new InputError(
      'it is no stopped search of this version of whitewater: give what explore --save wrote',
      { file },
    )
  const rest = bytes.subarray(begin + DIGEST)
  const digest = createHash('sha256').update(rest).digest()
  if (!digest.equals(bytes.subarray(begin, begin + DIGEST)))
    throw new InputError('it is damaged: search anew, without --resume', { file })
  const length = Number(rest.readBigUInt64LE(0))
  if (length > MAX_HEAD) throw new InputError('its head is too long: search anew, without --resume', { file })
  return {
    head: JSON.parse(rest.subarray(8, 8 + length).toString('utf8')) as Head,
    body: rest.subarray(8 + length),
  }
}

function contentOf(file: string): Buffer {
  try {
    const from = openSync(file, 'r')
    try {
      const bytes = Buffer.alloc(fstatSync(from).size)
      for (let at = 0; at < bytes.length;) {
        const read = readSync(from, bytes, at, Math.min(PIECE, bytes.length - at), null)
        if (read === 0) break
        at += read
      }
      return bytes
    } finally {
      closeSync(from)
    }
  } catch (error) {
    throw new InputError(`cannot be read: ${(error as Error).message}`, { file })
  }
}

const bytesOf = (words: Int32Array): Buffer => Buffer.from(words.buffer, words.byteOffset, words.byteLength)

function writeAll(to: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(to, bytes, at, Math.min(PIECE, bytes.length - at))
}
