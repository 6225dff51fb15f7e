import { createReadStream } from 'node:fs'
import { InputError } from '../../base/input-error.ts'

/** Bytes to read, and the name that stands in error messages. */
export interface Source {
  readonly name: string
  readonly chunks: AsyncIterable<Uint8Array>
}

/**
 * Opens a file, or standard input for `-`. Nothing is read before the first chunk is asked for.
 * A file that cannot be read throws an {@link InputError} then, not here.
 */
export function openSource(path: string, stdin: AsyncIterable<Uint8Array> = process.stdin): Source {
  return path === '-' ? { name: 'stdin', chunks: stdin } : { name: path, chunks: chunksOf(path) }
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) yield chunk as Uint8Array
  } catch (error) {
    throw new InputError(`${reasonOf(error as NodeJS.ErrnoException)}`, path)
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'no such file; check the path'
  if (error.code === 'EISDIR')
    return 'is a directory; name the history file in it, such as history.jsonl or history.edn'
  if (error.code === 'EACCES') return 'may not be read; check its permissions'
  return `cannot be read: ${error.message}`
}
