import type { Environment, Json, NodeId } from 'whitewater'
import { Journal } from './journal.ts'
import type { Log } from './log.ts'
import type { Entry, Image } from './vocabulary.ts'

export interface Stored {
  readonly term: number
  readonly vote: NodeId | null
  readonly image: Image | undefined
  /** What is in one piece behind the point where the log was cut. */
  readonly base: { readonly index: number; readonly term: number }
  readonly entries: readonly Entry[]
}

export const entryKey = (index: number): string => `e/${index}`

/** What of a disk counts: the first hole ends the log. */
export function readStored(stored: Readonly<Record<string, Json>>): Stored {
  const hard = stored['hard'] as { term: number; vote: NodeId | null } | undefined
  const image = (stored['image'] ?? undefined) as Image | undefined
  let base = (stored['base'] ?? { index: 0, term: 0 }) as { index: number; term: number }
  // the snapshot is written before the log is cut there
  if (image !== undefined && image.index > base.index && !fits(stored, base, image)) base = image
  const entries: Entry[] = []
  for (;;) {
    const entry = stored[entryKey(base.index + entries.length + 1)] as unknown as Entry | null | undefined
    if (entry === null || entry === undefined) break
    entries.push(entry)
  }
  const { index, term } = base
  return { term: hard?.term ?? 0, vote: hard?.vote ?? null, image, base: { index, term }, entries }
}

/** The log goes through the snapshot's last entry. */
function fits(stored: Readonly<Record<string, Json>>, base: { index: number }, image: Image): boolean {
  for (let index = base.index + 1; index <= image.index; index++) {
    const entry = (stored[entryKey(index)] ?? null) as Entry | null
    if (entry === null) return false
    if (index === image.index) return entry.term === image.term
  }
  return true
}

/** Each thing under a key of its own; the journal keeps them in order. */
export class Disk {
  readonly #journal: Journal
  readonly stored: Stored

  constructor(environment: Environment) {
    this.#journal = new Journal(environment.storage)
    const all = (environment.storage.load() ?? {}) as Record<string, Json>
    this.stored = readStored(all)
    this.sweep(all)
  }

  /** What a crash left over must never be taken for a part of the log. */
  protected sweep(all: Readonly<Record<string, Json>>): void {
    const { base, entries } = this.stored
    for (const [key, value] of Object.entries(all)) {
      const index = key.startsWith('e/') ? Number(key.slice(2)) : base.index + 1
      const kept = index > base.index && index <= base.index + entries.length
      if (key.startsWith('e/') && value !== null && !kept) this.#journal.put('drop', key, null)
    }
  }

  flushed(): Promise<void> {
    return this.#journal.flushed()
  }

  hard(term: number, vote: NodeId | null): void {
    this.#journal.put('hard', 'hard', { term, vote })
  }

  append(index: number, entry: Entry): void {
    this.#journal.put('entries', entryKey(index), entry as unknown as Json)
  }

  dropFrom(index: number, last: number): void {
    for (let i = last; i >= index; i--) this.#journal.put('drop', entryKey(i), null)
  }

  image(image: Image): void {
    this.#journal.put('image', 'image', image as unknown as Json)
  }

  /** The log begins behind `base` from now on. */
  cut(log: Log, first: number): void {
    const { index, term } = log.base
    this.#journal.put('base', 'base', { index, term })
    for (let i = first; i <= index; i++) this.#journal.put('cut', entryKey(i), null)
  }
}
