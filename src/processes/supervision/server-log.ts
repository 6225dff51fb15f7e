import { mkdir, open, rename, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Default limit of what is kept on disk of one server's output: 16 MiB. */
const LOG_LIMIT = 16 * 1024 * 1024
/** What may wait in memory for the disk, before whoever writes is asked to hold on. */
const WAITING_LIMIT = 1024 * 1024

/**
 * The output of one server in all its incarnations, as `logs/<node>.log`. It keeps at most `limit` bytes: at half
 * of that the file is renamed to `<node>.1.log`, in place of the one before, and begun anew.
 *
 * A log that cannot be written loses its lines and keeps the error in {@link failure}: it ends no run.
 */
export class ServerLog {
  readonly file: string
  failure: Error | undefined
  readonly #limit: number
  #handle: FileHandle | undefined
  #size = 0
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #writing: Promise<void> | undefined

  constructor(file: string, limit = LOG_LIMIT) {
    this.file = file
    this.#limit = limit
  }

  /** Where the older half is kept. */
  get olderFile(): string {
    return this.file.replace(/(\.log)?$/, '.1.log')
  }

  append(bytes: Uint8Array): void {
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined))
  }

  /** A line of the harness' own among those of the server. */
  note(text: string): void {
    this.append(Buffer.from(`[whitewater] ${text}\n`))
  }

  /** Whether so much waits for the disk that the writer should wait for {@link written}. */
  get full(): boolean {
    return this.#waitingBytes > WAITING_LIMIT
  }

  /** Resolves once all that was appended so far is written. */
  async written(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing
  }

  async close(): Promise<void> {
    await this.written()
    await this.#handle?.close()
    this.#handle = undefined
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const bytes = Buffer.concat(this.#waiting)
      this.#waiting = []
      try {
        await this.#write(bytes)
      } catch (error) {
        this.failure ??= error as Error
      }
      this.#waitingBytes -= bytes.length
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const half = Math.max(1, Math.floor(this.#limit / 2))
    for (let from = 0; from < bytes.length;) {
      if (this.#size >= half) await this.#turn()
      this.#handle ??= await this.#open()
      const part = bytes.subarray(from, from + half - this.#size)
      await this.#handle.appendFile(part)
      this.#size += part.length
      from += part.length
    }
  }

  async #open(): Promise<FileHandle> {
    await mkdir(dirname(this.file), { recursive: true })
    const handle = await open(this.file, 'a')
    this.#size = (await handle.stat()).size
    return handle
  }

  async #turn(): Promise<void> {
    await this.#handle?.close()
    this.#handle = undefined
    await rename(this.file, this.olderFile)
    this.#size = 0
  }
}
