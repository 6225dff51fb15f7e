/**
 * Why a file that the user named cannot be read, and what to do. `directory`: what to do where it is one. Default: give a
 * file in it.
 */
export function unreadable(error: NodeJS.ErrnoException, directory = 'give a file in it'): string {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return 'no such file; check the path'
  if (error.code === 'EISDIR') return `is a directory; ${directory}`
  if (error.code === 'EACCES') return 'may not be read; check its permissions'
  return `cannot be read: ${error.message}`
}
