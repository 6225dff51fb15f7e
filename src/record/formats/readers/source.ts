import { closeSync, constants, createReadStream, openSync, statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { InputError } from '../../../base/input-error.ts'
import { unreadable } from '../../../base/unreadable.ts'
import { FileChunks } from './file-chunks.ts'

const HISTORY_IN_IT = 'name the history file in it, such as history.jsonl or history.edn'

/** Bytes to read, and the name that stands in error messages. */
export interface Source {
  readonly name: string
  readonly chunks: AsyncIterable<Uint8Array>
  /** Gives up, also while a chunk is waited for: nothing of the source keeps the process alive afterwards. */
  readonly close?: () => void
}

/**
 * Opens a file, or standard input for `-`. Nothing is read before the first chunk is asked for.
 * A file that cannot be read throws an {@link InputError} then, not here.
 */
export function openSource(path: string): Source {
  // asked for only then: that opens it
  if (path === '-') return sourceOf('stdin', process.stdin, () => void process.stdin.destroy())
  let close = (): void => undefined
  const open = (): AsyncIterable<Uint8Array> => {
    const file = statSync(path)
    if (file.isFile()) {
      const chunks = new FileChunks(path)
      close = () => {
        chunks.close()
      }
      return chunks
    }
    const stream = file.isFIFO() ? pipeOf(path) : createReadStream(path, { highWaterMark: 256 * 1024 })
    close = () => void stream.destroy()
    return stream
  }
  return {
    name: path,
    chunks: errorsNamed(path, open),
    close: () => {
      close()
    },
  }
}

/** Bytes at hand under a name; where they cannot be read, an {@link InputError} says so by that name. */
export function sourceOf(name: string, bytes: AsyncIterable<Uint8Array>, close: () => void): Source {
  return { name, chunks: errorsNamed(name, () => bytes), close }
}

/**
 * A named pipe nobody writes to blocks whoever opens it as a file, and the thread with it, beyond any timeout.
 * As a socket it is waited for like a network peer.
 */
function pipeOf(path: string): Readable {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    // not imported: few histories come through a pipe
    const { Socket } = process.getBuiltinModule('node:net')
    return new Socket({ fd, readable: true, writable: false })
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

async function* errorsNamed(name: string, open: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of open()) yield chunk
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error
    const reason = unreadable(error as NodeJS.ErrnoException, HISTORY_IN_IT)
    throw new InputError(reason, { file: name })
  }
}
