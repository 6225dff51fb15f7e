import { assert } from '../base/assert.ts'
import type { Entry } from './entry.ts'

/**
 * The replicated log of one server: entries from `firstIndex` to `lastIndex`, without holes.
 *
 * It can be watched without a copy: `changedFrom` is the lowest index written or cut since the last
 * `markSeen()`, `Infinity` when none was.
 */
export class RaftLog {
  #entries: Entry[]
  /** Index of the last entry that was compacted away; 0 when none was. */
  #base = 0
  #baseTerm = 0
  changedFrom = Infinity

  constructor(entries: readonly Entry[] = []) {
    this.#entries = [...entries]
    assert(entries.length === 0 || entries[0]?.index === 1, 'a log begins at index 1')
  }

  get firstIndex(): number {
    return this.#base + 1
  }

  get lastIndex(): number {
    return this.#base + this.#entries.length
  }

  get lastTerm(): number {
    return this.termAt(this.lastIndex)
  }

  /** Term of the entry at `index`, 0 at index 0, -1 where the log has none. */
  termAt(index: number): number {
    if (index === this.#base) return this.#baseTerm
    const entry = this.#entries[index - this.#base - 1]
    return entry === undefined ? -1 : entry.term
  }

  /** Digest of the command at `index`; 0 where the log has no entry. */
  digestAt(index: number): number {
    const entry = this.#entries[index - this.#base - 1]
    return entry === undefined ? 0 : entry.digest
  }

  at(index: number): Entry | undefined {
    return this.#entries[index - this.#base - 1]
  }

  /** Up to `limit` entries from `index` on. */
  from(index: number, limit = Infinity): readonly Entry[] {
    const start = index - this.#base - 1
    if (start >= this.#entries.length) return NO_ENTRIES
    return this.#entries.slice(start, start + limit)
  }

  append(entry: Entry): void {
    assert(entry.index === this.lastIndex + 1, `entry ${entry.index} does not follow ${this.lastIndex}`)
    if (entry.index < this.changedFrom) this.changedFrom = entry.index
    this.#entries.push(entry)
  }

  /** Removes the entry at `index` and all that follow it. */
  cutFrom(index: number): void {
    if (index > this.lastIndex) return
    if (index < this.changedFrom) this.changedFrom = index
    this.#entries.length = Math.max(0, index - this.#base - 1)
  }

  markSeen(): void {
    this.changedFrom = Infinity
  }
}

const NO_ENTRIES: readonly Entry[] = []
