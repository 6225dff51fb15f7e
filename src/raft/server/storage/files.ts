/** What the storage needs of a file system. A seam: tests put one here that crashes, tears and fails. */
export interface Files {
  /**
   * Takes a directory for this process alone; returns how to let go of it.
   * @throws InputError when another process has it.
   */
  lock(directory: string): () => void
  /** Makes a folder and those above it, if they are not there; open to nobody else. */
  makeFolder(path: string): Promise<void>
  /** Takes away from all others what an earlier version, or a copy, left open to them: a file, or a folder. */
  keepPrivate(path: string): Promise<void>
  /** The names in a folder, sorted; none if it is not there. */
  list(folder: string): Promise<string[]>
  /** The whole file, or undefined if it is not there. */
  read(path: string): Promise<Buffer | undefined>
  /** Makes or replaces a file, for nobody else to read, with these bytes, one after the other, and syncs it. Not its name: see {@link syncFolder}. */
  create(path: string, parts: readonly Uint8Array[]): Promise<void>
  /** Makes or replaces a file with zeros, really allocated, and syncs it. */
  allocate(path: string, bytes: number): Promise<void>
  /** Opens a file whose writes are durable when they are done. */
  open(path: string): Promise<DurableFile>
  /** Opens a file whose writes are done when the system has them: they outlive the process, and not a loss of power. */
  openUnsynced(path: string): Promise<DurableFile>
  /** Makes durable what was written to a file by anyone, also by a process that is gone. */
  sync(path: string): Promise<void>
  /** Makes durable which names are in a folder. */
  syncFolder(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Removes a file; one that is not there is no error. */
  remove(path: string): Promise<void>
}

export interface DurableFile {
  /** Writes the first `length` bytes of `bytes` at `offset`; `done` is called later, when they are as durable as the file is. */
  write(bytes: Buffer, length: number, offset: number, done: (error: Error | null) => void): void
  close(): Promise<void>
}
