import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import { openDatabase, useAndClose } from './sqlite.ts'

/** A database and its log, in which the newest is. */
const parts = ['', '-wal']

/** How often a store is copied that changes meanwhile. */
const ATTEMPTS = 5

/** Works on a copy of a database and of what is not written into it yet: it may be changed, and is gone afterwards. */
export function readPrivateCopy<T>(file: string, act: (copy: DatabaseSync) => T): T {
  const folder = temporaryFolder()
  try {
    const copied = join(folder, 'copy.sqlite')
    copyUnchanged(file, copied)
    return useAndClose(openDatabase(copied, { name: file }), act)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'whitewater-copy-'))
  } catch (error) {
    throw environmentError(error, tmpdir()) ?? error
  }
}

/** What a process writes to while it is copied may not fit together: then it is copied anew. */
function copyUnchanged(file: string, to: string): void {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const before = stamp(file)
    try {
      for (const ending of parts) {
        rmSync(to + ending, { force: true })
        // whoever opens a named pipe waits for a writer
        if (isFile(file + ending)) copyFileSync(file + ending, to + ending)
      }
    } catch (error) {
      throw environmentError(error, file) ?? error
    }
    if (stamp(file) === before) return
  }
  throw new InputError('another process is running this campaign; wait for it', { file })
}

const stamp = (file: string): string =>
  parts
    .map((ending) => {
      const stats = statSync(file + ending, { bigint: true, throwIfNoEntry: false })
      return stats === undefined ? '' : `${stats.ino} ${stats.size} ${stats.mtimeNs}`
    })
    .join(', ')

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true
