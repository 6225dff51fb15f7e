import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../../base/input-error.ts'

const SQLITE_BUSY = 5

/**
 * Takes a directory for this process, or refuses if another one has it; returns how to let go of it.
 *
 * The lock is the kernel's, on the file `lock`. The kernel frees it when the process ends, however it ends:
 * no lock is ever stale, and no process id is taken for another's. Node gives no file locks, but SQLite takes
 * one for a transaction; the database in it stays empty.
 *
 * Limits: file locks of network file systems are no better than the file system. And a process loses its lock
 * when it opens and closes the file `lock` once more by other means (POSIX).
 *
 * @throws InputError when another process has it.
 */
export function lockDirectory(directory: string): () => void {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const file = join(directory, 'lock')
  const holder = join(directory, 'lock-holder')
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    // a journal in memory: nothing is ever written to this database
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) {
      throw new InputError(
        `cannot be locked: ${(error as Error).message}. Remove this file if no server runs on this directory: it holds no data.`,
        { file },
      )
    }
    throw new InputError(
      `another process${processNamed(holder)} has this directory open. Stop it first, or give this server a directory of its own.`,
      { file: directory },
    )
  }
  chmodSync(file, 0o600)
  writeFileSync(holder, `${process.pid}\n`, { mode: 0o600 }) // for that message only
  return () => {
    rmSync(holder, { force: true })
    database.close()
  }
}

function processNamed(holder: string): string {
  try {
    return ` (${readFileSync(holder, 'utf8').trim()})`
  } catch {
    return ''
  }
}
