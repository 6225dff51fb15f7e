import { assert } from '../../../base/assert.ts'
import type { Json } from '../../../base/json.ts'
import { LOG_BEGIN, RECORD } from './keys.ts'
import type { Manifest } from './manifest.ts'
import type { StorageCounters } from './storage-counters.ts'
import { valueName } from './value-files.ts'
import type { ValueWriter } from './value-writer.ts'
import type { WriteAheadLog } from './write-ahead-log.ts'

/** File systems allow names of 255 bytes, and the name gets a suffix while it is written. */
const MAX_NAME_LENGTH = 200

export interface StorageParts {
  readonly directory: string
  readonly counters: StorageCounters
  readonly log: WriteAheadLog
  readonly values: ValueWriter
  readonly manifest: Manifest
  /** What was durable when it was opened. */
  readonly loaded: { [key: string]: Json } | undefined
  readonly logBegin: number
  /** Lets go of the directory. */
  readonly unlock: () => void
}

/**
 * A server's disk, made by `openStorage`. `wal/<n>` are records of a write-ahead log, any other key is a value
 * in a file of its own; see `docs/reference/storage.md`.
 */
export class DurableStorage {
  readonly counters: StorageCounters
  readonly #directory: string
  readonly #log: WriteAheadLog
  readonly #values: ValueWriter
  readonly #manifest: Manifest
  readonly #unlock: () => void
  #loaded: { [key: string]: Json } | undefined
  #wasLoaded = false
  #logBegin: number
  #closed: Promise<void> | undefined
  #error: Error | undefined
  #handlers: ((error: Error) => void)[] = []

  constructor({ directory, counters, log, values, manifest, loaded, logBegin, unlock }: StorageParts) {
    this.#directory = directory
    this.counters = counters
    this.#log = log
    this.#values = values
    this.#manifest = manifest
    this.#loaded = loaded
    this.#logBegin = logBegin
    this.#unlock = unlock
  }

  /**
   * What was durable when the storage was opened, records from `wal-start` on; undefined if nothing was.
   * Given out once, so that the memory is free when its taker lets go of it.
   */
  load(): { [key: string]: Json } | undefined {
    assert(!this.#wasLoaded, 'a storage is loaded once in an incarnation')
    this.#wasLoaded = true
    const loaded = this.#loaded
    this.#loaded = undefined
    return loaded
  }

  /**
   * Writes a value, whole or not at all. Not durable before a `sync` says so. Record numbers (`wal/<n>`) count
   * up by one; a number that was there replaces that record and all above it.
   */
  write(key: string, value: Json): void {
    if (this.#closed !== undefined || this.#error !== undefined) return
    const json = JSON.stringify(value)
    assert(json !== undefined, `the value of ${key} is no JSON`)
    if (!key.startsWith(RECORD)) {
      assert(valueName(key).length <= MAX_NAME_LENGTH, `the key ${key.slice(0, 50)}... is too long`)
      if (key === LOG_BEGIN) this.#moveBegin(value)
      this.#values.write(key, json)
      return
    }
    const number = Number(key.slice(RECORD.length))
    assert(Number.isSafeInteger(number), `${key} is no record number`)
    assert(number >= this.#logBegin, `${key} is below wal-start, ${this.#logBegin}`)
    this.#log.append(number, json)
  }

  /** `done` is called later, once every write before is durable; never after an error or when it is closed. */
  sync(done: () => void): void {
    if (this.#closed !== undefined || this.#error !== undefined) return
    if (this.#values.idle) return this.#log.sync(done)
    let missing = 2
    const part = (): void => {
      if (--missing === 0) done()
    }
    this.#log.sync(part)
    this.#values.sync(part)
  }

  /**
   * Called when the disk failed, once. Then nothing more is written and no `done` is called: after a failed
   * fsync nobody knows what is on disk, and a second one that succeeds proves nothing. The server must stop.
   * Without a handler the error is thrown where nobody catches it.
   */
  onError(handler: (error: Error) => void): void {
    this.#handlers.push(handler)
    const error = this.#error
    if (error !== undefined) queueMicrotask(() => handler(error))
  }

  /** Makes durable what was written and lets go of the directory; after an error, only the latter. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  /** Lets go of the directory as a crash would: what was not synced is dropped. */
  abandon(): Promise<void> {
    this.#stop()
    return this.close()
  }

  /** Called by the parts of the storage, see {@link onError}. */
  fail(cause: Error): void {
    if (this.#error !== undefined) return
    const text = `writing to ${this.#directory} failed, and what is on disk is not known any more: ${cause.message}`
    const error = new Error(text, { cause })
    this.#error = error
    this.#stop()
    if (this.#handlers.length === 0) {
      setImmediate(() => {
        throw error
      })
    }
    for (const handler of this.#handlers) handler(error)
  }

  async #close(): Promise<void> {
    try {
      await this.#values.close()
      await this.#log.close()
      await this.#manifest.close()
    } finally {
      this.#unlock()
    }
  }

  #stop(): void {
    this.#log.stop()
    this.#values.stop()
    this.#manifest.stop()
  }

  #moveBegin(value: Json): void {
    assert(
      Number.isSafeInteger(value) && (value as number) <= this.#log.nextNumber,
      `wal-start must be the number of a record, or the next one's, ${this.#log.nextNumber}; got ${JSON.stringify(value)}`,
    )
    this.#logBegin = Math.max(this.#logBegin, value as number)
  }
}
