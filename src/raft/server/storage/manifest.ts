import { join } from 'node:path'
import type { DurableFile, Files } from './files.ts'
import { encodeSlot, MANIFEST, slotOffset, UNSYNCED_SLOT, type ManifestState } from './manifest-file.ts'
import type { Owner } from './owner.ts'
import { written } from './segment-writer.ts'

export interface ManifestOptions {
  readonly owner: Owner
  /** After so many ms at most the manifest says how far the log has come. */
  readonly behind: number
  readonly fail: (error: Error) => void
}

/**
 * Keeps the manifest: a lower bound of what the other files hold. A value is done only when the manifest says that it
 * is there, since from then on others build on it: the log begins behind a snapshot. The end of the log follows a
 * little later and without a sync: with one, ten times a second, a server did a sixth fewer writes.
 */
export class Manifest {
  readonly #file: DurableFile
  readonly #unsynced: DurableFile
  readonly #options: ManifestOptions
  readonly #values: { [key: string]: number }
  #logPosition: number
  #sequence: number
  /** The write under way, and the one that follows it with all that changed meanwhile. */
  #current: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined
  #hinting: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  /** @param sequence of the newest slot that is whole: the other one is written first. */
  static async open(
    files: Files,
    directory: string,
    state: ManifestState & { readonly sequence: number },
    options: ManifestOptions,
  ): Promise<Manifest> {
    const path = join(directory, MANIFEST)
    const manifest = new Manifest(await files.open(path), await files.openUnsynced(path), state, options)
    await manifest.#write()
    return manifest
  }

  private constructor(
    file: DurableFile,
    unsynced: DurableFile,
    { sequence, logPosition, values }: ManifestState & { readonly sequence: number },
    options: ManifestOptions,
  ) {
    this.#file = file
    this.#unsynced = unsynced
    this.#options = options
    this.#sequence = sequence
    this.#logPosition = logPosition
    this.#values = { ...values }
  }

  /** The count that the next write of a key has. */
  nextVersion(key: string): number {
    return (this.#values[key] ?? 0) + 1
  }

  /** The log is durable up to a position. */
  logDurable(position: number): void {
    this.#logPosition = position
    if (this.#stopped) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#hint().catch(this.#options.fail)
    }, this.#options.behind).unref()
  }

  /** A value is durable; resolves once that cannot be forgotten. */
  async valueDurable(key: string, version: number): Promise<void> {
    this.#values[key] = version
    await this.#write()
  }

  /** Nothing more is written. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  /** Says for the last time how far the log has come, unless it was stopped. */
  async close(): Promise<void> {
    try {
      if (!this.#stopped) await this.#write()
      else await this.#current.catch(() => undefined)
    } finally {
      this.stop()
      await this.#hinting
      await this.#file.close()
      await this.#unsynced.close()
    }
  }

  /** Says in the slot that is not synced how far the log has come. */
  async #hint(): Promise<void> {
    const { owner } = this.#options
    const slot = encodeSlot(owner, 0, { logPosition: this.#logPosition, values: {} })
    const writing = written(this.#unsynced, slot, UNSYNCED_SLOT)
    this.#hinting = writing.catch(() => undefined)
    await writing
  }

  #write(): Promise<void> {
    this.#next ??= this.#current.then(() => {
      this.#current = this.#next ?? this.#current
      this.#next = undefined
      return this.#put()
    })
    return this.#next
  }

  async #put(): Promise<void> {
    if (this.#stopped) return
    const sequence = ++this.#sequence
    const slot = encodeSlot(this.#options.owner, sequence, {
      logPosition: this.#logPosition,
      values: this.#values,
    })
    await written(this.#file, slot, slotOffset(sequence))
  }
}
