import type { Config, Entry, Id } from './vocabulary.ts'

/** Entries behind the snapshot, and the memberships that they bring. */
export class Log {
  baseIndex = 0
  baseTerm = 0
  entries: Entry[] = []
  configs: { index: number; config: Config }[] = []

  lastIndex(): number {
    return this.baseIndex + this.entries.length
  }

  lastTerm(): number {
    return this.entries.at(-1)?.term ?? this.baseTerm
  }

  /** Undefined: behind the snapshot, or not there yet. */
  termAt(index: number): number | undefined {
    if (index === this.baseIndex) return this.baseTerm
    return this.entries[index - this.baseIndex - 1]?.term
  }

  slice(from: number, most: number): Entry[] {
    const at = from - this.baseIndex - 1
    return this.entries.slice(at, at + most)
  }

  push(entry: Entry): void {
    this.entries.push(entry)
    if (entry.config !== undefined) this.configs.push({ index: entry.index, config: entry.config })
  }

  /** Drops the entries from this index on. */
  cut(index: number): void {
    this.entries.length = index - this.baseIndex - 1
    while ((this.configs.at(-1)?.index ?? 0) >= index) this.configs.pop()
  }

  /** Begins behind a snapshot: what follows it stays only where its last entry is the same. */
  rebase(index: number, term: number, config: Config): void {
    const goesOn = this.termAt(index) === term
    this.entries = goesOn ? this.entries.slice(index - this.baseIndex) : []
    const later = goesOn ? this.configs.filter((one) => one.index > index) : []
    this.configs = [{ index, config }, ...later]
    ;[this.baseIndex, this.baseTerm] = [index, term]
  }

  config(): Config {
    const last = this.configs.at(-1)
    if (last === undefined) throw new Error('no membership')
    return last.config
  }

  configAt(index: number): Config {
    const last = this.configs.findLast((one) => one.index <= index)
    if (last === undefined) throw new Error(`no membership at ${index}`)
    return last.config
  }

  configIndex(): number {
    return this.configs.at(-1)?.index ?? 0
  }

  /** The last entry up to `index` whose term is not above `term`: where two logs can agree at the earliest. */
  agreesAtMost(index: number, term: number): { index: number; term: number } {
    let at = Math.min(index, this.lastIndex())
    while (at > this.baseIndex && (this.termAt(at) ?? 0) > term) at -= 1
    return { index: at, term: this.termAt(at) ?? 0 }
  }
}

export const everybody = ({ voters, next = [] }: Config): Id[] => [...new Set([...voters, ...next])]

const most = (voters: readonly Id[], holds: (id: Id) => boolean): boolean =>
  voters.filter(holds).length * 2 > voters.length

/** A majority of the voters; while they change, one of the old and one of the new. */
export const quorum = ({ voters, next }: Config, holds: (id: Id) => boolean): boolean =>
  most(voters, holds) && (next === undefined || most(next, holds))
