import { readFileSync, statSync } from 'node:fs'
import { InputError } from '../../../base/input-error.ts'

/**
 * The text of a file that nobody but its owner may read: what others on the machine know is no secret.
 * A group may read a file of root's: that is how systems hand keys to their services.
 * @param what it holds, for messages: `the secret`.
 * @throws InputError with the command that puts it right.
 */
export function privateText(file: string, what: string): string {
  let text: string
  let mode: number
  let owner: number
  try {
    text = readFileSync(file, 'utf8')
    ;({ mode, uid: owner } = statSync(file))
  } catch (error) {
    throw new InputError(`${what} cannot be read: ${(error as Error).message}`, { file })
  }
  // Windows has no such bits
  if (process.platform === 'win32') return text
  const open = mode & (owner === 0 && process.getuid?.() !== 0 ? 0o037 : 0o077)
  if (open === 0) return text
  const bits = (mode & 0o777).toString(8).padStart(4, '0')
  throw new InputError(
    `${what} is open to others than its owner (mode ${bits}). Run: chmod 600 ${quoted(file)}`,
    { file },
  )
}

/** As a shell takes it. */
const quoted = (file: string): string =>
  /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`
