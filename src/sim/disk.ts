import type { Json } from '../base/json.ts'
import type { RandomStream } from '../base/random.ts'
import type { Unsynced } from '../subject/fault-surface.ts'

export interface Write {
  readonly key: string
  readonly value: Json
  /** Characters of key and value. */
  readonly size: number
}

/** One server's disk: what is durable, and what was written and is not yet synced. */
export class SimDisk {
  #durable: { [key: string]: Json } = {}
  #empty = true
  #unsynced: Write[] = []
  /** How many writes have become durable so far. */
  synced = 0
  /** Characters of all there is on it, what is not synced included. */
  size = 0
  readonly #sizes = new Map<string, number>()

  /** What is durable, or undefined when nothing ever was. */
  get stored(): { readonly [key: string]: Json } | undefined {
    return this.#empty ? undefined : this.#durable
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
    this.size += size
  }

  /** Makes the oldest `count` unsynced writes durable; returns them. */
  sync(count: number): readonly Write[] {
    const written = this.#unsynced.splice(0, count)
    for (const { key, value, size } of written) {
      this.#durable[key] = value
      this.size -= this.#sizes.get(key) ?? 0
      this.#sizes.set(key, size)
    }
    if (written.length > 0) this.#empty = false
    this.synced += written.length
    return written
  }

  /** The power fails: of the unsynced writes only those at `survivors` are on disk. Returns how many are lost. */
  settle(survivors: readonly number[]): number {
    const before = this.#unsynced
    this.#unsynced = survivors.flatMap((position) => before[position] ?? [])
    const kept = this.#unsynced.length
    for (const { size } of before) this.size -= size
    for (const { size } of this.#unsynced) this.size += size
    this.sync(kept)
    return before.length - kept
  }
}

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
