import type { Json } from '../base/json.ts'
import type { RandomStream } from '../base/random.ts'
import type { Unsynced } from '../subject/fault-surface.ts'

export interface Write {
  readonly key: string
  readonly value: Json
  /** Characters of key and value. */
  readonly size: number
}

type Durable = Pick<Write, 'value' | 'size'>

/** One server's disk: what is durable, and what was written and is not yet synced. */
export class SimDisk {
  readonly #durable = new Map<string, Durable>()
  /** What is durable as one object, made when it is asked for. */
  #stored: { readonly [key: string]: Json } | undefined
  #unsynced: Write[] = []
  /** How many writes have become durable so far. */
  synced = 0
  /** Characters of all there is on it, what is not synced included. */
  size = 0

  /** What is durable; undefined when nothing ever was. */
  get stored(): { readonly [key: string]: Json } | undefined {
    if (this.#durable.size === 0) return undefined
    if (this.#stored === undefined) {
      const stored: [string, Json][] = []
      for (const [key, { value }] of this.#durable) stored.push([key, value])
      this.#stored = Object.fromEntries(stored)
    }
    return this.#stored
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
    const written = this.#oldest(count)
    for (const write of written) {
      this.size -= this.#durable.get(write.key)?.size ?? 0
      this.#durable.set(write.key, write)
    }
    if (written.length > 0) this.#stored = undefined
    this.synced += written.length
    return written
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
