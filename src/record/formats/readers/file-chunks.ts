import { closeSync, openSync, read } from 'node:fs'

const CHUNK_BYTES = 256 * 1024

/**
 * The bytes of a regular file, in chunks of up to 256 KiB that are the caller's to keep. A stream of `node:fs` would be the same for more: what
 * it is made of is loaded for the first one, a twentieth of a short command. `close` may come at any time.
 */
export class FileChunks implements AsyncIterable<Uint8Array> {
  readonly #path: string
  #isClosed = false

  constructor(path: string) {
    this.#path = path
  }

  /** No chunk comes after this. The file is let go of as soon as a read that is under way is over. */
  close(): void {
    this.#isClosed = true
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const file = openSync(this.#path, 'r')
    try {
      while (!this.#isClosed) {
        const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES)
        const length = await bytesRead(file, buffer)
        if (length === 0 || this.#isClosed) return
        yield buffer.subarray(0, length)
      }
    } finally {
      closeSync(file)
    }
  }
}

const bytesRead = (file: number, into: Uint8Array): Promise<number> =>
  new Promise((resolve, reject) => {
    read(file, into, 0, into.length, null, (error, length) => {
      if (error === null) resolve(length)
      else reject(error)
    })
  })
