import { defined } from '../../../base/defined.ts'
import { dirname, join } from 'node:path'
import type { Json } from '../../../base/json.ts'
import { decodeHeader, encodeHeader } from './file-header.ts'
import type { Files } from './files.ts'
import { LOG_BEGIN } from './keys.ts'
import { MANIFEST, readManifest, type ReadManifest } from './manifest-file.ts'
import type { Owner } from './owner.ts'
import { readLog, type ReadLog } from './read-log.ts'
import { refusal } from './refusal.ts'
import { LOG_FOLDER } from './segment.ts'
import { readValues, valueName, VALUES_FOLDER, type StoredValue } from './value-files.ts'

/** Made last in a new directory: with it, a directory without a log has lost it. */
export const IDENTITY = 'identity'

/** What is in a server's directory. */
export interface FoundDirectory {
  /** Whether the identity file has the id, as a program writes it that keeps a manifest. */
  readonly identified: boolean
  /** Whether it was in use before. */
  readonly inUse: boolean
  /** Its id; undefined if it has none yet. */
  readonly id: string | undefined
  readonly manifest: ReadManifest | undefined
  readonly values: ReadonlyMap<string, StoredValue>
  readonly valueFiles: readonly string[]
  readonly log: ReadLog
  /** The first record number that is needed. */
  readonly logBegin: number
}

/**
 * Reads a directory and judges it. Changes nothing.
 * @throws InputError when something is damaged, missing, older than the rest, another server's or from a later version.
 */
export async function readDirectory(files: Files, directory: string, owner: Owner): Promise<FoundDirectory> {
  const path = join(directory, IDENTITY)
  const bytes = await files.read(path)
  const identity = bytes && decodeHeader('identity', owner, bytes, path)
  const manifest = await readManifest(files, directory, { ...owner, ...idOf(identity) })
  const id = identity?.directory ?? manifest?.directory
  const itself: Owner = { ...owner, ...defined({ directory: id }) }

  const folder = join(directory, VALUES_FOLDER)
  const values = await readValues(files, folder, itself)
  const valueFiles = [...values.keys()].map((key) => join(folder, valueName(key)))
  const logBegin = values.get(LOG_BEGIN)?.value ?? 0
  if (!Number.isSafeInteger(logBegin) || (logBegin as number) < 0) {
    throw refusal(join(folder, valueName(LOG_BEGIN)), `${JSON.stringify(logBegin)} is no record number`)
  }

  const logFolder = join(directory, LOG_FOLDER)
  const log = await readLog(files, logFolder, itself, logBegin as number)
  const written = values.size > 0 || log.nextPosition > 1
  if (log.segments.length === 0 && (identity !== undefined || values.size > 0)) {
    throw refusal(logFolder, 'There is no segment of the write-ahead log, and this directory was in use')
  }
  if (identity === undefined && written) {
    throw refusal(path, 'This file is missing, and it was made before anything else was written here')
  }
  if (identity?.directory !== undefined && manifest === undefined) {
    throw refusal(join(directory, MANIFEST), 'This file is missing, and it was made before the identity file')
  }
  const found = { id, manifest, values, valueFiles, log, logBegin: logBegin as number }
  checkAgainstEachOther(directory, found)
  return { ...found, identified: identity?.directory !== undefined, inUse: identity !== undefined }
}

const idOf = (identity: { readonly directory?: string } | undefined): { readonly directory?: string } =>
  identity?.directory === undefined ? {} : { directory: identity.directory }

/**
 * What each file says of the others. All of it was durable when it was said, so no crash can undo it: a file that
 * holds less was removed, or an older copy of it was put in its place.
 */
function checkAgainstEachOther(
  directory: string,
  { manifest, values, log }: Pick<FoundDirectory, 'manifest' | 'values' | 'log'>,
): void {
  const valuePath = (key: string): string => join(directory, VALUES_FOLDER, valueName(key))
  for (const [key, version] of Object.entries(manifest?.values ?? {})) {
    const found = values.get(key)
    if (found === undefined) {
      throw refusal(valuePath(key), 'This value is missing, and by the manifest it was durable')
    }
    if (found.version < version) {
      throw refusal(
        valuePath(key),
        `This value is older than it was: it is from write ${found.version}, and by the manifest write ${version} was durable`,
      )
    }
  }
  const last = log.nextPosition - 1
  const claims: (readonly [by: string, position: number])[] = [...values].map(([key, { logPosition }]) => [
    `when ${valueName(key)} was written`,
    logPosition,
  ])
  claims.push(['by the manifest', manifest?.logPosition ?? 0])
  for (const [by, position] of claims) {
    if (position <= last) continue
    throw refusal(
      `${log.segments.at(-1)?.path ?? join(directory, LOG_FOLDER)}:${log.end}`,
      `The log ends here with frame ${last}, and ${by} frame ${position} was durable: this segment is damaged at its end, or an older copy of it`,
    )
  }
}

/** What a server loads: the values, and under their keys alone. */
export const plainValues = (values: ReadonlyMap<string, StoredValue>): { [key: string]: Json } =>
  Object.fromEntries([...values].map(([key, { value }]) => [key, value]))

/** Says whose directory it is, once everything else is there. */
export async function identifyDirectory(files: Files, directory: string, owner: Owner): Promise<void> {
  const path = join(directory, IDENTITY)
  await files.create(`${path}.tmp`, [encodeHeader('identity', owner, {})])
  await files.rename(`${path}.tmp`, path)
  await files.syncFolder(directory)
  await files.syncFolder(dirname(directory))
}
