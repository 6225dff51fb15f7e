import type { Body, Config } from './vocabulary.ts'

interface Placed {
  readonly index: number
  readonly config: Config
}

/** The configurations in the log, oldest first; the last one is in force as soon as it stands there. */
export class Configs {
  protected held: Placed[]

  constructor(first: Config, index: number) {
    this.held = [{ index, config: first }]
  }

  get latest(): Config {
    return this.newest.config
  }

  get latestIndex(): number {
    return this.newest.index
  }

  /** What was in force at `index`. */
  asOf(index: number): Config {
    return (this.held.findLast((placed) => placed.index <= index) ?? this.oldest).config
  }

  appended(index: number, body: Body): boolean {
    if (body.is !== 'config') return false
    const { voters, learners } = body
    this.held.push({ index, config: { voters, learners } })
    return true
  }

  /** Entries from `index` on are gone, and what they said with them. */
  truncated(index: number): boolean {
    const before = this.held.length
    const [oldest] = this.held
    this.held = this.held.filter((placed) => placed === oldest || placed.index < index)
    return this.held.length !== before
  }

  /** A snapshot stands in place of the log up to `index`. */
  restored(index: number, config: Config): void {
    this.held = [{ index, config }, ...this.held.filter((placed) => placed.index > index)]
  }

  private get newest(): Placed {
    return this.held.at(-1) ?? this.oldest
  }

  private get oldest(): Placed {
    const [oldest] = this.held
    if (oldest === undefined) throw new Error('no configuration')
    return oldest
  }
}
