import type { RandomStream } from '../../../../../src/base/random.ts'
import type { DurableFile, Files } from '../../../../../src/raft/server/storage/files.ts'

/** What a disk writes whole or not at all. Smaller than real ones, so that small files are torn in many places. */
const SECTOR = 64

interface PendingWrite {
  readonly offset: number
  readonly bytes: Buffer
}

/** What a file holds: as programs see it, and as it is on the disk. */
class Content {
  visible: Buffer
  durable: Buffer
  pending: PendingWrite[] = []

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.visible = bytes
    this.durable = Buffer.from(bytes)
  }

  write(bytes: Buffer, offset: number): PendingWrite {
    const write = { offset, bytes: Buffer.from(bytes) }
    this.visible = overwritten(this.visible, write)
    this.pending.push(write)
    return write
  }

  sync(): void {
    this.durable = Buffer.from(this.visible)
    this.pending = []
  }

  /** Only this write is known to be durable. */
  finish(write: PendingWrite): void {
    this.durable = overwritten(this.durable, write)
    this.pending = this.pending.filter((other) => other !== write)
  }

  /** The power fails: each sector of what was not durable is old or new or, of the new bytes, garbage. */
  settle(random: RandomStream): void {
    for (const write of this.pending) {
      if (random.chance(0.3)) continue
      for (let from = 0; from < write.bytes.length;) {
        const at = write.offset + from
        const to = Math.min(write.bytes.length, from + SECTOR - (at % SECTOR))
        const part = Buffer.from(write.bytes.subarray(from, to))
        if (random.chance(0.1)) for (let i = 0; i < part.length; i++) part[i] = random.int(0, 255)
        if (random.chance(0.7)) this.durable = overwritten(this.durable, { offset: at, bytes: part })
        from = to
      }
    }
    this.pending = []
    this.visible = Buffer.from(this.durable)
  }
}

function overwritten(content: Buffer, { offset, bytes }: PendingWrite): Buffer {
  const result = Buffer.alloc(Math.max(content.length, offset + bytes.length))
  content.copy(result)
  bytes.copy(result, offset)
  return result
}

interface NameChange {
  readonly path: string
  /** Undefined: the name is gone. */
  readonly content: Content | undefined
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))

/**
 * A file system in memory that knows what is durable and what is not: names and contents apart, as POSIX has
 * it. After a given number of operations the process dies: no operation answers any more.
 */
export class CrashingFiles implements Files {
  names = new Map<string, Content>()
  #durableNames = new Map<string, Content>()
  #changes: NameChange[] = []
  /** Operations left before it dies. */
  #left = Infinity
  /** What a dead process still does has no effect. */
  dead = false
  /** Makes the next sync or durable write fail. */
  failNext: Error | undefined
  operations = 0
  /** Durable writes by {@link DurableFile.write}. */
  writes = 0
  died: Promise<void> = Promise.resolve()
  #die: () => void = () => {}

  /** The process dies in its n-th operation from now, which may be half done. */
  dieAfter(operations: number): void {
    this.#left = operations
    this.died = new Promise((resolve) => (this.#die = resolve))
  }

  #end(): void {
    this.dead = true
    this.#die()
  }

  /** A new process after this one was killed: it sees all that was written, durable or not. */
  killed(): CrashingFiles {
    this.#end()
    const next = new CrashingFiles()
    next.names = this.names
    next.#durableNames = this.#durableNames
    next.#changes = this.#changes
    return next
  }

  /** A new process after the power failed. */
  powerFailed(random: RandomStream): CrashingFiles {
    this.#end()
    const next = new CrashingFiles()
    for (const { path, content } of this.#changes) {
      if (random.chance(0.5)) rename(this.#durableNames, path, content)
    }
    for (const [path, content] of this.#durableNames) {
      content.settle(random)
      next.#durableNames.set(path, content)
      next.names.set(path, content)
    }
    return next
  }

  /** All files with what programs see in them. */
  image(): Map<string, Buffer> {
    return new Map([...this.names].map(([path, { visible }]) => [path, Buffer.from(visible)]))
  }

  /** The same files, all of it durable. */
  static of(image: ReadonlyMap<string, Buffer>): CrashingFiles {
    const files = new CrashingFiles()
    for (const [path, bytes] of image) {
      const content = new Content(Buffer.from(bytes))
      files.names.set(path, content)
      files.#durableNames.set(path, content)
    }
    return files
  }

  lock(): () => void {
    return () => {}
  }

  async makeFolder(): Promise<void> {
    await this.#operate()
  }

  async keepPrivate(): Promise<void> {
    await this.#operate()
  }

  async list(folder: string): Promise<string[]> {
    await this.#operate()
    const inside = [...this.names.keys()].filter((path) => folderOf(path) === folder)
    return inside.map((path) => path.slice(folder.length + 1)).sort()
  }

  async read(path: string): Promise<Buffer | undefined> {
    await this.#operate()
    const content = this.names.get(path)
    return content && Buffer.from(content.visible)
  }

  async create(path: string, parts: readonly Uint8Array[]): Promise<void> {
    const content = new Content()
    this.#rename(path, content)
    let offset = 0
    for (const part of parts) {
      await this.#living()
      content.write(Buffer.from(part), offset)
      offset += part.length
      await this.#operate()
    }
    this.#mayFail()
    content.sync()
  }

  allocate(path: string, bytes: number): Promise<void> {
    return this.create(path, [Buffer.alloc(bytes)])
  }

  open(path: string): Promise<DurableFile> {
    return this.#open(path, true)
  }

  openUnsynced(path: string): Promise<DurableFile> {
    return this.#open(path, false)
  }

  async #open(path: string, durable: boolean): Promise<DurableFile> {
    await this.#operate()
    const content = this.#content(path)
    return {
      write: (bytes, length, offset, done) => {
        if (this.dead) return
        if (durable) this.writes++
        const write = content.write(bytes.subarray(0, length), offset)
        const finish = (): void => {
          if (!durable) return
          this.#mayFail()
          content.finish(write)
        }
        const answer = (error: Error | null): void => {
          setImmediate(() => {
            if (!this.dead) done(error)
          })
        }
        void this.#operate()
          .then(finish)
          .then(() => answer(null), answer)
      },
      close: () => this.#operate(),
    }
  }

  async sync(path: string): Promise<void> {
    await this.#operate()
    this.#mayFail()
    this.#content(path).sync()
  }

  async syncFolder(path: string): Promise<void> {
    await this.#operate()
    this.#mayFail()
    const here = (change: NameChange): boolean => folderOf(change.path) === path
    for (const change of this.#changes.filter(here)) rename(this.#durableNames, change.path, change.content)
    this.#changes = this.#changes.filter((change) => !here(change))
  }

  async rename(from: string, to: string): Promise<void> {
    const content = this.#content(from)
    this.#rename(from, undefined)
    this.#rename(to, content)
    await this.#operate()
  }

  async remove(path: string): Promise<void> {
    if (this.names.has(path)) this.#rename(path, undefined)
    await this.#operate()
  }

  #rename(path: string, content: Content | undefined): void {
    if (this.dead) return
    rename(this.names, path, content)
    this.#changes.push({ path, content })
  }

  #content(path: string): Content {
    const content = this.names.get(path)
    if (content === undefined) throw new Error(`${path} is not there`)
    return content
  }

  #mayFail(): void {
    const error = this.failNext
    this.failNext = undefined
    if (error !== undefined) throw error
  }

  async #living(): Promise<void> {
    if (this.dead) await new Promise<never>(() => {})
  }

  async #operate(): Promise<void> {
    this.operations++
    if (--this.#left < 0) this.#end()
    await this.#living()
  }
}

function rename(names: Map<string, Content>, path: string, content: Content | undefined): void {
  if (content === undefined) names.delete(path)
  else names.set(path, content)
}
