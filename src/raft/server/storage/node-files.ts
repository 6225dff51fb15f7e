import {
  close,
  constants,
  fdatasync,
  write as writeTo,
  open as openFile,
  type NoParamCallback,
} from 'node:fs'
import { chmod, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { makeFolder } from '../../../base/make-folder.ts'
import type { DurableFile, Files } from './files.ts'
import { lockDirectory } from './lock.ts'

const closeFile = promisify(close)

/** Bytes between two syncs of a long file, so that no sync of the log waits behind all of it. */
const PIECE = 1 << 20

const zeros = Buffer.alloc(PIECE)

/**
 * Where a write can be durable by itself it is: one system call and one trip to a thread instead of two.
 * On other systems that flag does not reach through the disk's own cache, and fdatasync does.
 */
const durableWrites = process.platform === 'linux' ? constants.O_DSYNC : 0

/** The file system of this machine. */
export const nodeFiles: Files = {
  lock: lockDirectory,

  makeFolder(path) {
    makeFolder(path, 0o700)
    return Promise.resolve()
  },

  async keepPrivate(path) {
    const { mode } = await stat(path)
    // Windows has no such bits
    if ((mode & 0o077) === 0 || process.platform === 'win32') return
    await chmod(path, mode & 0o700)
  },

  async list(folder) {
    try {
      return (await readdir(folder)).sort()
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  },

  async read(path) {
    try {
      return await readFile(path)
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  },

  async create(path, parts) {
    const file = await open(path, 'w', 0o600)
    try {
      for (const part of parts) {
        for (let from = 0; from < part.length; from += PIECE) {
          await file.writeFile(part.subarray(from, from + PIECE))
          await file.datasync()
        }
      }
      await file.sync()
    } finally {
      await file.close()
    }
  },

  async allocate(path, bytes) {
    const file = await open(path, 'w', 0o600)
    try {
      for (let from = 0; from < bytes; from += PIECE) {
        await file.writeFile(zeros.subarray(0, Math.min(PIECE, bytes - from)))
        await file.datasync()
      }
      await file.sync()
    } finally {
      await file.close()
    }
  },

  open: (path) =>
    new Promise((resolve, reject) => {
      openFile(path, constants.O_RDWR | durableWrites, (error, descriptor) => {
        if (error === null) resolve(new NodeFile(descriptor, durableWrites === 0))
        else reject(error)
      })
    }),

  openUnsynced: (path) =>
    new Promise((resolve, reject) => {
      openFile(path, constants.O_RDWR, (error, descriptor) => {
        if (error === null) resolve(new NodeFile(descriptor, false))
        else reject(error)
      })
    }),

  async sync(path) {
    const file = await open(path, 'r+')
    try {
      await file.sync()
    } finally {
      await file.close()
    }
  },

  async syncFolder(path) {
    // Windows opens no folder; there a rename is durable with the file system's own journal
    if (process.platform === 'win32') return
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  },

  rename,

  async remove(path) {
    await rm(path, { force: true })
  },
}

class NodeFile implements DurableFile {
  readonly #descriptor: number
  readonly #syncs: boolean

  /** @param syncs whether a write is to be synced by itself. */
  constructor(descriptor: number, syncs: boolean) {
    this.#descriptor = descriptor
    this.#syncs = syncs
  }

  write(bytes: Buffer, length: number, offset: number, done: NoParamCallback): void {
    this.#writeFrom(0, bytes, length, offset, done)
  }

  async close(): Promise<void> {
    await closeFile(this.#descriptor)
  }

  /** A disk that is full or a signal can cut a write short: the rest follows, or its error. */
  #writeFrom(from: number, bytes: Buffer, length: number, offset: number, done: NoParamCallback): void {
    writeTo(this.#descriptor, bytes, from, length - from, offset + from, (error, written) => {
      if (error !== null) done(error)
      else if (from + written < length) this.#writeFrom(from + written, bytes, length, offset, done)
      else if (this.#syncs) fdatasync(this.#descriptor, done)
      else done(null)
    })
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
