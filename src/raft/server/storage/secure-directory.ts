import { join } from 'node:path'
import { VALUES_FOLDER } from './value-files.ts'
import { IDENTITY, type FoundDirectory } from './directory.ts'
import type { Files } from './files.ts'
import { MANIFEST } from './manifest-file.ts'
import { LOG_FOLDER } from './segment.ts'
import { written } from './segment-writer.ts'

/** Something that was found on disk and put right, for the log of the server. */
export interface StorageWarning {
  readonly event: 'torn-tail'
  readonly file: string
  /** Where the cut was made. */
  readonly offset: number
  /** How many bytes were cut off. */
  readonly bytes: number
  readonly message: string
}

/**
 * Makes durable what was found, and takes away what is not needed. What a process wrote before it was killed may
 * still be in the memory of the system only; whoever acts on it must be sure to find it again.
 */
export async function secureDirectory(
  files: Files,
  directory: string,
  { valueFiles, log, inUse, manifest }: FoundDirectory,
  warn: ((warning: StorageWarning) => void) | undefined,
): Promise<void> {
  const folders = [join(directory, LOG_FOLDER), join(directory, VALUES_FOLDER)]
  for (const folder of [...folders, directory]) {
    await files.makeFolder(folder)
    for (const name of await files.list(folder)) {
      if (name.endsWith('.tmp')) await files.remove(join(folder, name))
    }
  }
  const last = log.segments.at(-1)
  const own = (await files.list(directory)).filter((name) => name === IDENTITY || name === MANIFEST)
  const inside = [...valueFiles, ...log.segments.map(({ path }) => path), ...folders]
  for (const path of [...inside, ...own.map((name) => join(directory, name))]) await files.keepPrivate(path)
  // a folder that somebody has made for the server is as open as they made it, until the server has used it
  if (inUse) await files.keepPrivate(directory)
  for (const path of valueFiles) await files.sync(path)
  // a slot that was found is not to be torn any more when the other one is written
  if (manifest !== undefined) await files.sync(join(directory, MANIFEST))
  if (last !== undefined) await files.sync(last.path)
  for (const folder of [...folders, directory]) await files.syncFolder(folder)
  for (const path of log.leftovers) await files.remove(path)
  if (last === undefined || log.torn === undefined) return
  const { offset, end } = log.torn
  const bytes = end - offset
  const file = await files.open(last.path)
  await written(file, Buffer.alloc(bytes), offset)
  await file.close()
  warn?.({
    event: 'torn-tail',
    file: last.path,
    offset,
    bytes,
    message:
      `${last.path}:${offset}: cut off ${bytes} bytes that are no complete frame (${log.torn.found}). ` +
      'A write was under way when the server ended; nothing says that it was ever durable.',
  })
}
