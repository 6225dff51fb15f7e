import type { Json } from '../base/json.ts'
import type { RandomStream } from '../base/random.ts'
import type { Unsynced } from '../subject/fault-surface.ts'

export interface Write {
  readonly key: string
  readonly value: Json
  /** Characters of key and value. */
  readonly size: number
}

/** So many writes are kept before those that were replaced are looked for. */
const PURGE_AT = 1024

/** One server's disk: what is durable, and what was written and is not yet synced. */
export class SimDisk {
  /**
   * What became durable, in that order: the last one of a key counts. A map by key was much of what a sync cost, and few of them are ever
   * read; those replaced go when they may be many.
   */
  #durable: Write[] = []
  #purgeAt = PURGE_AT
  #unsynced: Write[] = []
  /** How many writes have become durable so far. */
  synced = 0
  /** No fewer characters than there are on it, what is not synced included; what was replaced may still count. */
  #atMost = 0

  /** What is durable, as an object made anew each time; undefined when nothing ever was. */
  get stored(): { [key: string]: Json } | undefined {
    if (this.#durable.length === 0) return undefined
    const stored: { [key: string]: Json } = {}
    for (const { key, value } of this.#durable) {
      // member by member: Object.fromEntries and a spread take four times as long for keys that no object had before
      if (key === '__proto__') Object.defineProperty(stored, key, { ...ownMember, value })
      else stored[key] = value
    }
    return stored
  }

  /** Whether there are more characters on it than so many, what is not synced included. */
  isLargerThan(limit: number): boolean {
    if (this.#atMost > limit) this.#purge()
    return this.#atMost > limit
  }

  get unsynced(): number {
    return this.#unsynced.length
  }

  /** Positions of all unsynced writes, as a process leaves them that ends while the machine goes on. */
  get everyUnsynced(): number[] {
    return this.#unsynced.map((_, position) => position)
  }

  write(key: string, value: Json, size = 0): void {
    this.#unsynced.push({ key, value, size })
    this.#atMost += size
  }

  /** Makes the oldest `count` unsynced writes durable; returns them. */
  sync(count: number): readonly Write[] {
    const written = this.#oldest(count)
    for (const write of written) this.#durable.push(write)
    this.synced += written.length
    if (this.#durable.length >= this.#purgeAt) this.#purge()
    return written
  }

  /** Only the last write of each key stays, where the first one stood. */
  #purge(): void {
    const last = new Map<string, Write>()
    for (const write of this.#durable) last.set(write.key, write)
    this.#durable = [...last.values()]
    this.#purgeAt = Math.max(PURGE_AT, 4 * last.size)
    this.#atMost = 0
    for (const { size } of this.#durable) this.#atMost += size
    for (const { size } of this.#unsynced) this.#atMost += size
  }

  #oldest(count: number): readonly Write[] {
    if (count < this.#unsynced.length) return this.#unsynced.splice(0, count)
    const all = this.#unsynced
    this.#unsynced = []
    return all
  }

  /** The power fails: of the unsynced writes only those at `survivors` are on disk. Returns how many are lost. */
  settle(survivors: readonly number[]): number {
    const before = this.#unsynced
    this.#unsynced = survivors.flatMap((position) => before[position] ?? [])
    const kept = this.#unsynced.length
    this.sync(kept)
    return before.length - kept
  }
}

const ownMember = { writable: true, enumerable: true, configurable: true } as const

/** Which of `count` unsynced writes survive, by position in the order of writing. */
export function drawSurvivors(mode: Unsynced, count: number, random: RandomStream): number[] {
  const all = Array.from({ length: count }, (_, position) => position)
  switch (mode) {
    case 'keep':
      return all
    case 'lose':
      return []
    case 'prefix':
      return all.slice(0, random.int(0, count))
    case 'subset':
      return all.filter(() => random.chance(0.5))
  }
}
