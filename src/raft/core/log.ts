import { assert, impossible } from '../../base/assert.ts'
import type { Entry } from './entry.ts'
import type { LogBase } from './snapshot.ts'

/**
 * The replicated log of one server: entries from `firstIndex` to `lastIndex`, without holes.
 *
 * It can be watched without a copy: `changedFrom` is the lowest index written or cut since the last
 * `markSeen()`, `Infinity` when none was.
 */
export class RaftLog {
  #entries: Entry[]
  /** Index of the last entry that was compacted away; 0 when none was. */
  #base: number
  #baseTerm: number
  changedFrom = Infinity

  constructor(entries: readonly Entry[] = [], base: LogBase = { index: 0, term: 0 }) {
    this.#entries = [...entries]
    this.#base = base.index
    this.#baseTerm = base.term
    const first = entries[0]
    assert(
      first === undefined || first.index === base.index + 1,
      'the first entry of a log stands behind its base',
    )
    const last = entries.at(-1)?.index ?? base.index
    assert(
      last === this.lastIndex,
      () => `the log has a hole: ${entries.length} entries behind ${base.index}, the last one ${last}`,
    )
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

  get base(): LogBase {
    return { index: this.#base, term: this.#baseTerm }
  }

  /** Term of the entry at `index`, that of the base at its index, -1 where the log has none. */
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

  /** Up to `limit` entries from `index` on, which is not before the first. */
  from(index: number, limit = Infinity): readonly Entry[] {
    const start = index - this.#base - 1
    if (start >= this.#entries.length) return noEntries
    if (start < 0) impossible(`entry ${index} was compacted away`)
    return this.#entries.slice(start, start + limit)
  }

  append(entry: Entry): void {
    if (entry.index !== this.lastIndex + 1)
      impossible(`entry ${entry.index} does not follow ${this.lastIndex}`)
    if (entry.index < this.changedFrom) this.changedFrom = entry.index
    this.#entries.push(entry)
  }

  /** Removes the entry at `index` and all that follow it. */
  cutFrom(index: number): void {
    if (index > this.lastIndex) return
    if (index < this.changedFrom) this.changedFrom = index
    this.#entries.length = Math.max(0, index - this.#base - 1)
  }

  /** Whether it holds the very entry of that index and term, or begins after it. */
  holds({ index, term }: LogBase): boolean {
    return this.termAt(index) === term
  }

  /**
   * Begins the log after `base`. Entries behind it stay if the log holds that very entry (§7); otherwise they
   * are of another history, and go. Returns whether it does.
   */
  beginAfter(base: LogBase, held: boolean = this.holds(base)): boolean {
    if (base.index <= this.#base) return true
    if (held) this.#entries.splice(0, base.index - this.#base)
    else {
      this.cutFrom(base.index + 1)
      this.#entries.length = 0
    }
    this.#base = base.index
    this.#baseTerm = base.term
    // that the first entries are gone is told by the first index, not as a change
    if (this.changedFrom !== Infinity) this.changedFrom = Math.max(this.changedFrom, this.firstIndex)
    return held
  }

  markSeen(): void {
    this.changedFrom = Infinity
  }
}

const noEntries: readonly Entry[] = []
