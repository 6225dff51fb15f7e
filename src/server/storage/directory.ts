import { dirname, join } from 'node:path'
import type { Json } from '../../base/json.ts'
import { decodeHeader, encodeHeader } from './file-header.ts'
import type { Files } from './files.ts'
import { LOG_BEGIN } from './keys.ts'
import type { Owner } from './owner.ts'
import { readLog, type ReadLog } from './read-log.ts'
import { refusal } from './refusal.ts'
import { LOG_FOLDER } from './segment.ts'
import { readValues, valueName, VALUES_FOLDER } from './value-files.ts'

/** Made last in a new directory: with it, a directory without a log has lost it. */
const IDENTITY = 'identity'

/** What is in a server's directory. */
export interface FoundDirectory {
  /** Whether it was in use before. */
  readonly identified: boolean
  readonly values: ReadonlyMap<string, Json>
  readonly valueFiles: readonly string[]
  readonly log: ReadLog
  /** The first record number that is needed. */
  readonly logBegin: number
}

/**
 * Reads a directory and judges it. Changes nothing.
 * @throws InputError when something is damaged, missing, another server's or from a later version.
 */
export async function readDirectory(files: Files, directory: string, owner: Owner): Promise<FoundDirectory> {
  const path = join(directory, IDENTITY)
  const identity = await files.read(path)
  if (identity !== undefined) decodeHeader('identity', owner, identity, path)

  const folder = join(directory, VALUES_FOLDER)
  const values = await readValues(files, folder, owner)
  const valueFiles = [...values.keys()].map((key) => join(folder, valueName(key)))
  const logBegin = values.get(LOG_BEGIN) ?? 0
  if (!Number.isSafeInteger(logBegin) || (logBegin as number) < 0) {
    throw refusal(join(folder, valueName(LOG_BEGIN)), `${JSON.stringify(logBegin)} is no record number`)
  }

  const logFolder = join(directory, LOG_FOLDER)
  const log = await readLog(files, logFolder, owner, logBegin as number)
  const identified = identity !== undefined
  if (log.segments.length === 0 && (identified || values.size > 0)) {
    throw refusal(logFolder, 'There is no segment of the write-ahead log, and this directory was in use')
  }
  return { identified, values, valueFiles, log, logBegin: logBegin as number }
}

/** Says whose directory it is, once everything else is there. */
export async function identifyDirectory(files: Files, directory: string, owner: Owner): Promise<void> {
  const path = join(directory, IDENTITY)
  await files.create(`${path}.tmp`, [encodeHeader('identity', owner, {})])
  await files.rename(`${path}.tmp`, path)
  await files.syncFolder(directory)
  await files.syncFolder(dirname(directory))
}
