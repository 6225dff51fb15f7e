import { randomBytes } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file whole, or leaves the former one: no reader sees half of it. A link of its name is replaced, and what it leads to
 * stays as it is.
 */
export function writeWholeFile(path: string, text: string): void {
  const begun = join(dirname(path), `.${basename(path)}-${randomBytes(6).toString('hex')}`)
  try {
    writeFileSync(begun, text, { flag: 'wx' })
    renameSync(begun, path)
  } catch (error) {
    rmSync(begun, { force: true })
    throw error
  }
}
