import type { Entry } from './vocabulary.ts'

interface Shown {
  readonly index: number
  readonly term: number
  readonly digest: string
}

/** The entries after a sentinel, which stands for all that were cut off: index and term of the last of them. */
export class Log {
  protected sentinel = { index: 0, term: 0 }
  #entries: Entry[] = []
  /** As `view()` shows them, kept up to date. */
  shown: Shown[] = []

  get base(): { readonly index: number; readonly term: number } {
    return this.sentinel
  }

  get last(): number {
    return this.sentinel.index + this.#entries.length
  }

  get lastTerm(): number {
    return this.#entries.at(-1)?.term ?? this.sentinel.term
  }

  /** Undefined of what is cut off, and of what is beyond the end. */
  termAt(index: number): number | undefined {
    return index === this.sentinel.index ? this.sentinel.term : this.at(index)?.term
  }

  at(index: number): Entry | undefined {
    return index <= this.sentinel.index ? undefined : this.#entries[index - this.sentinel.index - 1]
  }

  /** The entries after `index`, at most so many. */
  after(index: number, most: number): Entry[] {
    const from = index - this.sentinel.index
    return this.#entries.slice(from, from + most)
  }

  push(entry: Entry): number {
    this.#entries.push(entry)
    this.shown.push({ index: this.last, term: entry.term, digest: JSON.stringify(entry.body) })
    return this.last
  }

  /** Drops `index` and everything behind it. */
  dropFrom(index: number): void {
    this.#entries.length = this.shown.length = Math.max(0, index - this.sentinel.index - 1)
  }

  /** Cuts off what stands up to `index`, which is in the log. */
  cutTo(index: number): void {
    const term = this.termAt(index)
    if (term === undefined) throw new Error(`no entry ${index} to cut the log at`)
    const count = index - this.sentinel.index
    this.#entries = this.#entries.slice(count)
    this.shown = this.shown.slice(count)
    this.sentinel = { index, term }
  }

  /** Begins anew behind a snapshot. */
  reset(index: number, term: number): void {
    this.sentinel = { index, term }
    this.#entries = []
    this.shown = []
  }

  /** The first entry of the term that stands at `index`. */
  firstOfTerm(index: number): number {
    const term = this.termAt(index)
    let first = index
    while (first - 1 > this.sentinel.index && this.termAt(first - 1) === term) first--
    return first
  }

  /** The last entry of a term, undefined without one. */
  lastOfTerm(term: number): number | undefined {
    for (let index = this.last; index >= this.sentinel.index; index--) {
      const held = this.termAt(index)
      if (held === term) return index
      if (held === undefined || held < term) return undefined
    }
    return undefined
  }
}
