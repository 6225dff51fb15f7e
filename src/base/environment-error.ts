import { InputError } from './input-error.ts'

/** What the machine has not, by the code of the system's error, and what to do. */
const remedies: { readonly [code: string]: string } = {
  ENOSPC: 'no space is left on its disk; free some, or choose another output folder',
  EDQUOT: 'its quota is used up; free some space, or choose another output folder',
  EROFS: 'its file system is read-only; choose another output folder',
  EACCES: 'there is no permission for it; change that, or choose another output folder',
  EPERM: 'there is no permission for it; change that, or choose another output folder',
  ENOTDIR: 'a part of its path is a file, not a folder; move that away, or choose another output folder',
  EEXIST: 'there is a file where a folder has to be; move it away, or choose another output folder',
  EISDIR: 'there is a folder where a file has to be; move it away, or choose another output folder',
  ENOENT: 'it is gone; do not remove what is being written to, or choose another output folder',
  ENAMETOOLONG: 'its name is too long for the file system; choose a shorter output folder',
  EIO: 'its disk fails (input/output error); choose another output folder',
  EMFILE: 'too many files are open; raise the limit (ulimit -n), or use fewer workers',
  ENFILE: 'too many files are open on this machine; close some, or use fewer workers',
}

/** The same of SQLite, by its primary result code. */
const storeRemedies: { readonly [code: number]: string } = {
  1: 'it is damaged, or of another program; move it away, or choose another output folder',
  5: 'another process is using it; wait for it, or choose another output folder',
  6: 'another process is using it; wait for it, or choose another output folder',
  8: 'it cannot be written to; change that, or choose another output folder',
  10: 'its disk fails (input/output error); choose another output folder',
  11: 'it is damaged; move it away, or choose another output folder',
  13: 'no space is left on its disk; free some, or choose another output folder',
  14: 'it cannot be opened; is its folder there, and may it be written to? choose another output folder',
  26: 'it is no campaign; move it away, or choose another output folder',
}

/**
 * What to tell the user of an error that the machine is the cause of: no space, no permission, too many open files.
 * Undefined for all others, which may be our own. `file`: what was worked on, where the error does not say it.
 */
export function environmentError(error: unknown, file?: string): InputError | undefined {
  if (!(error instanceof Error) || error instanceof InputError) return undefined
  const { code, path, dest, errcode } = error as NodeJS.ErrnoException & {
    readonly dest?: string
    readonly errcode?: number
  }
  const text =
    code === 'ERR_SQLITE_ERROR'
      ? // the low byte; the others say more than there is to be done about
        storeRemedies[(errcode ?? 0) & 0xff]
      : remedies[code ?? '']
  if (text === undefined) return undefined
  const words = error.message.split('\n', 1)[0]?.slice(0, 300)
  return new InputError(`${text} (${words})`, { file: file ?? dest ?? path ?? 'the output' })
}
