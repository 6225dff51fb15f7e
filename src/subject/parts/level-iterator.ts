import type { BatchStore } from './batches.ts'
import { decoded, keyOf, keyText, type LevelData, type LevelFormat } from './level-data.ts'

export interface LevelRange {
  readonly gt?: LevelData
  readonly gte?: LevelData
  readonly lt?: LevelData
  readonly lte?: LevelData
  /** Former names of the ends, from the first that is read on. */
  readonly start?: LevelData
  readonly end?: LevelData
  readonly reverse?: boolean
  /** Below 0: all. */
  readonly limit?: number
}

type Entry = readonly [key: unknown, value: unknown]
type Next = (error: null, key?: unknown, value?: unknown) => void

/** The entries of a range as they were when it was made; with promises, or with callbacks. */
export class LevelIterator {
  readonly #entries: Entry[]

  constructor(store: BatchStore, options: LevelRange & LevelFormat) {
    this.#entries = LevelIterator.keysIn(store, options).map((key) => [
      keyOf(key, options),
      decoded(store.get(key) ?? '', options),
    ])
  }

  /** The keys of a range, in its order. */
  static keysIn(store: BatchStore, range: LevelRange): string[] {
    const { reverse = false, limit = -1, start, end } = range
    const { gt, gte = reverse ? end : start, lt, lte = reverse ? start : end } = range
    const isIn = (bound: LevelData | undefined, fits: (bound: string) => boolean): boolean =>
      bound === undefined || bound === null || bound === '' || fits(keyText(bound))
    const keys = store
      .keys()
      .filter(
        (key) =>
          isIn(gt, (bound) => key > bound) &&
          isIn(gte, (bound) => key >= bound) &&
          isIn(lt, (bound) => key < bound) &&
          isIn(lte, (bound) => key <= bound),
      )
      .sort((one, another) => (one < another ? -1 : 1))
    if (reverse) keys.reverse()
    return limit < 0 ? keys : keys.slice(0, limit)
  }

  next(callback?: Next): Promise<Entry | undefined> | undefined {
    const entry = this.#entries.shift()
    if (callback === undefined) return Promise.resolve(entry)
    process.nextTick(callback, null, ...(entry ?? []))
    return undefined
  }

  /** All that are left. */
  all(): Promise<Entry[]> {
    return Promise.resolve(this.rest())
  }

  /** As {@link all}, at once. */
  rest(): Entry[] {
    return this.#entries.splice(0)
  }

  /** The end of it, as `abstract-leveldown` has it. */
  end(callback?: () => void): Promise<void> | undefined {
    this.#entries.length = 0
    if (callback === undefined) return Promise.resolve()
    process.nextTick(callback)
    return undefined
  }

  close(callback?: () => void): Promise<void> | undefined {
    return this.end(callback)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Entry> {
    for (let entry = this.#entries.shift(); entry !== undefined; entry = this.#entries.shift()) {
      yield await Promise.resolve(entry)
    }
  }
}
