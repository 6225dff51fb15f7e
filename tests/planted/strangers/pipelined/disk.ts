import type { Log } from './log.ts'
import type { Effects } from './pipe.ts'
import type { Entry, Id, Image } from './vocabulary.ts'

/** One record of the log on disk. `link` chains it to those before it: what a crash left of another chain is not taken. */
interface Record {
  readonly link: number
  readonly entries: readonly Entry[]
}

interface Head extends Image {
  /** The first record that counts, and the link before it. */
  readonly from: number
  readonly link: number
}

export interface HardState {
  readonly term: number
  readonly vote: Id | null
}

function linked(before: number, entries: readonly Entry[]): number {
  let hash = before ^ 0x811c9dc5
  for (const char of JSON.stringify(entries)) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}

/** Hard state, snapshot and a log of records, each under a key of its own. A record that begins further back replaces what it covers. */
export class Disk {
  private readonly effects: Effects
  private record = 1
  private first = 1
  private link = 0
  /** The last index of each record that counts, by number. */
  private ends: { record: number; end: number; link: number }[] = []
  private tokens = 0
  private promises: { token: number; action: () => void }[] = []
  private asked = false

  constructor(effects: Effects) {
    this.effects = effects
  }

  saveHard(hard: HardState): void {
    this.effects.write('hard', hard)
  }

  append(entries: readonly Entry[]): void {
    const end = entries.at(-1)?.index
    if (end === undefined) return
    const before = this.link
    this.link = linked(before, entries)
    this.effects.write(`log/${this.record}`, { link: this.link, entries } satisfies Record)
    this.ends.push({ record: this.record, end, link: before })
    this.record += 1
  }

  /** Its log goes on behind the snapshot. Records before it go once the snapshot is there. */
  saveImage(image: Image): void {
    while (this.ends.length > 0 && (this.ends[0]?.end ?? 0) <= image.index) this.ends.shift()
    this.head(image, this.ends[0]?.record ?? this.record, this.ends[0]?.link ?? this.link)
  }

  /** Nothing of the log before is left. */
  restart(image: Image): void {
    this.ends = []
    this.link = linked(image.term, [{ index: image.index, term: image.term }])
    this.head(image, this.record, this.link)
  }

  private head(image: Image, from: number, link: number): void {
    this.effects.write('image', { ...image, from, link } satisfies Head)
    const gone = this.first
    this.first = from
    this.whenDurable(() => {
      for (let record = gone; record < from; record++) this.effects.write(`log/${record}`, null)
    })
  }

  /** Does it once all that was written is durable. */
  whenDurable(action: () => void): void {
    this.promises.push({ token: this.tokens + 1, action })
    this.asked = true
  }

  flush(): void {
    if (!this.asked) return
    this.asked = false
    this.tokens += 1
    this.effects.sync(this.tokens)
  }

  synced(token: number): void {
    const done = this.promises.filter((one) => one.token <= token)
    this.promises = this.promises.filter((one) => one.token > token)
    for (const { action } of done) action()
  }

  /** Reads what a crash left into the log, and returns the snapshot, the hard state and nothing of a torn end. */
  recover(
    stored: Readonly<{ [key: string]: unknown }>,
    log: Log,
  ): { hard: HardState; image: Image | undefined } {
    const head = stored['image'] as Head | undefined
    if (head !== undefined) {
      log.rebase(head.index, head.term, head.config)
      ;[this.record, this.link, this.first] = [head.from, head.link, head.from]
    }
    for (;;) {
      const record = stored[`log/${this.record}`] as Record | null | undefined
      if (record === undefined || record === null || linked(this.link, record.entries) !== record.link) break
      this.replay(record.entries, log)
      const end = record.entries.at(-1)?.index ?? 0
      this.ends.push({ record: this.record, end, link: this.link })
      this.link = record.link
      this.record += 1
    }
    for (const key of Object.keys(stored)) {
      const number = Number(key.slice(4))
      const counts = number < this.record && number >= this.first
      if (key.startsWith('log/') && !counts && stored[key] !== null) this.effects.write(key, null)
    }
    const hard = (stored['hard'] as HardState | undefined) ?? { term: 0, vote: null }
    return { hard, image: head }
  }

  private replay(entries: readonly Entry[], log: Log): void {
    for (const entry of entries) {
      if (entry.index <= log.lastIndex()) log.cut(Math.max(entry.index, log.baseIndex + 1))
      if (entry.index > log.baseIndex) log.push(entry)
    }
  }
}
