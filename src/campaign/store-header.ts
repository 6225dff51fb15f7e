import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import { readPrivateCopy } from './private-copy.ts'
import { APPLICATION, assertOurs, notOurs } from './store-schema.ts'

// What a file is, from its first bytes: SQLite itself changes some databases by opening them.
// https://www.sqlite.org/fileformat2.html#the_database_header

const HEADER_LENGTH = 100
const MAGIC = 'SQLite format 3\0'
const VERSION_AT = 60
const APPLICATION_AT = 68

/** As long as the first page of a store is still in its log, its file has no more than a page or two. */
const LARGEST_UNWRITTEN = 128 * 1024

interface StoreHeader {
  readonly application: number
  /** As the file has it: a newer one may still be in its log. */
  readonly version: number
}

/**
 * Makes sure that a file is a store of ours, without changing anything.
 * @throws InputError when it is none.
 */
export function assertStore(file: string): StoreHeader {
  const header = headerOf(file)
  if (header === undefined) throw notReadable(file, 'file is not a database')
  if (isForeign(header, file)) throw notOurs(file)
  if (header.application !== APPLICATION) readPrivateCopy(file, (copy) => assertOurs(copy, file))
  return header
}

/** Whether a file is a database of another program. One that is no database, or cannot be read, may be a damaged store. */
export function isForeignStore(file: string): boolean {
  try {
    const header = headerOf(file)
    return header !== undefined && isForeign(header, file)
  } catch (error) {
    // told of when it is rendered
    if (error instanceof InputError) return false
    throw error
  }
}

const isForeign = ({ application }: StoreHeader, file: string): boolean =>
  application !== APPLICATION &&
  (application !== 0 || sizeOf(file) > LARGEST_UNWRITTEN || sizeOf(`${file}-wal`) === 0)

/** Undefined: the file is no database. */
function headerOf(file: string): StoreHeader | undefined {
  const bytes = firstBytes(file)
  if (bytes.length < HEADER_LENGTH || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined
  return { application: bytes.readInt32BE(APPLICATION_AT), version: bytes.readInt32BE(VERSION_AT) }
}

export const notReadable = (file: string, why: string): InputError =>
  new InputError(`it cannot be read as a campaign (${why}); move it away`, {
    file,
  })

/** The size of a file; 0: there is none. */
export const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

function firstBytes(file: string): Buffer {
  try {
    // whoever opens a named pipe waits for a writer
    if (!statSync(file).isFile()) throw new InputError('is no file; name the store of a campaign', { file })
    const bytes = Buffer.alloc(HEADER_LENGTH)
    const opened = openSync(file, 'r')
    try {
      return bytes.subarray(0, readSync(opened, bytes, 0, HEADER_LENGTH, 0))
    } finally {
      closeSync(opened)
    }
  } catch (error) {
    throw environmentError(error, file) ?? error
  }
}
