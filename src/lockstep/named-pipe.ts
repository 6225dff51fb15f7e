import { execFileSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../base/input-error.ts'

/** How to get `mkfifo`. */
export const MKFIFO_REMEDY =
  'it comes with every Linux and macOS (Debian, Ubuntu: apt-get install coreutils); on Windows use WSL'

/** Both ends of a new named pipe. Opened for both first: an end alone would wait for the other. */
export function namedPipe(
  folder: string,
  name: string,
): { readonly reader: number; readonly writer: number } {
  const path = join(folder, name)
  try {
    execFileSync('mkfifo', [path], { stdio: 'ignore' })
  } catch {
    throw new InputError(`programs are asked over named pipes, and there is no mkfifo here: ${MKFIFO_REMEDY}`)
  }
  const both = openSync(path, 'r+')
  const ends = { reader: openSync(path, 'r'), writer: openSync(path, 'w') }
  closeSync(both)
  return ends
}
