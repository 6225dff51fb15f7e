import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { environmentError } from '../base/environment-error.ts'
import { Guardian } from './supervision/guardian.ts'

/** A folder for the servers of one run. It is gone when the run is over, or when the harness ends, however it does. */
export interface TemporaryFolder {
  readonly path: string
  remove(): Promise<void>
}

/** @throws InputError when it cannot be made. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = join(resolve(tmpdir()), `whitewater-servers-${randomUUID()}`)
  // before it is there: the harness may be killed at any moment
  await Guardian.shared().removeAtEnd(path)
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    throw environmentError(error, path) ?? error
  }
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}
