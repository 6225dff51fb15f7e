import type { LiveLog } from '../../../../src/record/live-state.ts'

export interface ScriptedEntry {
  readonly term: number
  readonly digest: number
}

/** A log that a test writes by hand and the monitor reads in place. */
export class ScriptedLog implements LiveLog {
  firstIndex = 1
  changedFrom = Infinity
  /** Term shown at `firstIndex - 1` once something was compacted; -1 for a subject that does not say. */
  boundaryTerm = -1
  readonly entries: ScriptedEntry[] = []

  get lastIndex(): number {
    return this.firstIndex - 1 + this.entries.length
  }

  termAt(index: number): number {
    if (index === 0) return 0
    if (index === this.firstIndex - 1) return this.boundaryTerm
    return this.entries[index - this.firstIndex]?.term ?? -1
  }

  digestAt(index: number): number {
    return this.entries[index - this.firstIndex]?.digest ?? 0
  }

  markSeen(): void {
    this.changedFrom = Infinity
  }

  append(term: number, digest: number): this {
    this.#touch(this.lastIndex + 1)
    this.entries.push({ term, digest })
    return this
  }

  cutFrom(index: number): this {
    this.#touch(index)
    this.entries.length = Math.max(0, index - this.firstIndex)
    return this
  }

  /** Drops the entries before `firstIndex`, as after a snapshot of its own. */
  compactTo(firstIndex: number): this {
    this.entries.splice(0, firstIndex - this.firstIndex)
    this.firstIndex = firstIndex
    return this
  }

  /** Replaces everything by a snapshot that ends before `firstIndex`. */
  install(firstIndex: number): this {
    this.#touch(this.firstIndex)
    this.entries.length = 0
    this.firstIndex = firstIndex
    return this
  }

  /** Becomes equal to another log, writing no more than differs. */
  become(other: ScriptedLog): void {
    if (other.firstIndex < this.firstIndex || other.firstIndex > this.lastIndex + 1)
      this.install(other.firstIndex)
    let index = other.firstIndex
    while (index <= Math.min(this.lastIndex, other.lastIndex) && this.#same(other, index)) index++
    if (index <= this.lastIndex) this.cutFrom(index)
    for (; index <= other.lastIndex; index++) this.append(other.termAt(index), other.digestAt(index))
    this.compactTo(other.firstIndex)
    this.boundaryTerm = other.boundaryTerm
  }

  #same(other: ScriptedLog, index: number): boolean {
    return this.termAt(index) === other.termAt(index) && this.digestAt(index) === other.digestAt(index)
  }

  #touch(index: number): void {
    this.changedFrom = Math.min(this.changedFrom, index)
  }
}
