import { defined } from '../base/defined.ts'
import type { Source } from '../record/formats/readers/source.ts'

/** The time for a file was over before all of it was read. */
export class TimeRanOut extends Error {}

/** Milliseconds from now on, for reading and checking together. */
export class Deadline {
  readonly #end: number

  constructor(millis: number) {
    this.#end = performance.now() + millis
  }

  /** Milliseconds that are left; never below 0. */
  get left(): number {
    return Math.max(0, this.#end - performance.now())
  }

  /** @throws TimeRanOut when the time is over. */
  assertLeft(): void {
    if (this.left === 0) throw new TimeRanOut()
  }

  /** The same source, which throws {@link TimeRanOut} when the time is over, also while it waits for bytes. */
  bounded({ name, chunks, close }: Source): Source {
    return { name, chunks: this.#chunks(chunks, close), ...defined({ close }) }
  }

  async *#chunks(chunks: AsyncIterable<Uint8Array>, close?: () => void): AsyncGenerator<Uint8Array> {
    const iterator = chunks[Symbol.asyncIterator]()
    let isWaiting = false
    try {
      for (;;) {
        isWaiting = true
        const next = this.left === 0 ? undefined : await this.#within(iterator.next())
        if (next === undefined) throw new TimeRanOut()
        isWaiting = false
        if (next.done === true) return
        yield next.value
      }
    } finally {
      // an iterator that waits would end only when its source does
      close?.()
      if (!isWaiting) await iterator.return?.()
    }
  }

  async #within<T>(promise: Promise<T>): Promise<T | undefined> {
    let timer: NodeJS.Timeout | undefined
    const over = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, this.left, undefined)
    })
    try {
      return await Promise.race([promise, over])
    } finally {
      clearTimeout(timer)
    }
  }
}
