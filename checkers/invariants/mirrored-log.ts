import { elementAt } from '../../src/base/element-at.ts'
import type { LiveLog } from '../../src/record/live-state.ts'

/**
 * What the monitor last saw of one log: terms and digests, by index. `changedFrom` of the live log is then
 * enough to learn what an event did, in time proportional to the change.
 */
export class MirroredLog {
  firstIndex = 1
  lastIndex = 0
  /** Term of the entry at `firstIndex - 1`; -1 when it was compacted away unseen. */
  boundaryTerm = 0
  /** Index of the entry at position 0 of the arrays; compacted entries stay there until it pays to move. */
  #base = 1
  #terms: number[] = []
  #digests: number[] = []

  /** Term of the entry at `index`, which may also be the one before the first; -1 where none is known. */
  termAt(index: number): number {
    if (index >= this.firstIndex && index <= this.lastIndex) return elementAt(this.#terms, index - this.#base)
    return index === this.firstIndex - 1 ? this.boundaryTerm : -1
  }

  /** Digest of the entry at `index`; 0 where there is none. */
  digestAt(index: number): number {
    if (index < this.firstIndex || index > this.lastIndex) return 0
    return elementAt(this.#digests, index - this.#base)
  }

  /** Term of the last entry, or of the snapshot that stands for it; -1 when it is not known. */
  get lastTerm(): number {
    return this.termAt(this.lastIndex)
  }

  /** Whether the log, or the snapshot in front of it, stands for the entry with this index and term. */
  holds(index: number, term: number): boolean {
    return index < this.firstIndex || (index <= this.lastIndex && this.termAt(index) === term)
  }

  append(term: number, digest: number): void {
    this.#terms.push(term)
    this.#digests.push(digest)
    this.lastIndex++
  }

  /** Forgets the entries from `index` on. */
  cutFrom(index: number): void {
    if (index > this.lastIndex) return
    const kept = Math.max(0, index - this.#base)
    this.#terms.length = kept
    this.#digests.length = kept
    this.lastIndex = index - 1
  }

  /** Moves the first index forward inside the log; the entries before it are compacted. */
  compactTo(firstIndex: number, boundaryTerm: number): void {
    this.firstIndex = firstIndex
    this.boundaryTerm = boundaryTerm
    const dead = firstIndex - this.#base
    // moving costs as much as what stays, so it waits until at least as much is dead
    if (dead < 64 || dead < this.#terms.length / 2) return
    this.#terms.splice(0, dead)
    this.#digests.splice(0, dead)
    this.#base = firstIndex
  }

  /** Forgets everything: the next entry will stand at `firstIndex`. */
  restartAt(firstIndex: number, boundaryTerm: number): void {
    this.firstIndex = firstIndex
    this.lastIndex = firstIndex - 1
    this.boundaryTerm = boundaryTerm
    this.#base = firstIndex
    this.#terms.length = 0
    this.#digests.length = 0
  }

  /**
   * The lowest index at which the live log and this one part. Past the end of both when they are the same;
   * never below the first index of either. An entry written over with an equal one is no difference.
   */
  firstDifference(live: LiveLog): number {
    const end = Math.min(this.lastIndex, live.lastIndex)
    let index = Math.max(this.firstIndex, live.firstIndex)
    if (live.changedFrom > index) index = Math.min(Math.floor(live.changedFrom), Math.max(index, end + 1))
    while (
      index <= end &&
      this.termAt(index) === live.termAt(index) &&
      this.digestAt(index) === digestIn(live, index)
    ) {
      index++
    }
    return index
  }
}

/** The digest a log shows, cut to 32 bits: a number that equals itself and needs no box on the heap. */
export const digestIn = (log: LiveLog, index: number): number => log.digestAt(index) | 0
