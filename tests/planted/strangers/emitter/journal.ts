import type { Environment, Json } from 'whitewater'

interface Batch {
  readonly kind: string
  readonly writes: Map<string, Json>
  /** How many puts came up to the end of this batch. */
  upTo: number
}

/**
 * A disk keeps any subset of what was not synced. The journal writes in batches, one after the other, each of one kind
 * of thing: what comes later is not even begun before what comes earlier is durable. What is put while a batch is under way
 * waits for the next one, all in one sync.
 */
export class Journal {
  readonly #storage: Environment['storage']
  readonly #batches: Batch[] = []
  #waiting: { readonly at: number; readonly resolve: () => void }[] = []
  #put = 0
  #durable = 0
  #busy = false

  constructor(storage: Environment['storage']) {
    this.#storage = storage
  }

  put(kind: string, key: string, value: Json): void {
    let last = this.#batches.at(-1)
    if (last?.kind !== kind) this.#batches.push((last = { kind, writes: new Map(), upTo: 0 }))
    last.writes.set(key, value)
    last.upTo = ++this.#put
    if (this.#busy) return
    this.#busy = true
    queueMicrotask(() => this.#next())
  }

  /** Resolves once everything that was put so far is durable. */
  flushed(): Promise<void> {
    if (this.#durable === this.#put) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ at: this.#put, resolve }))
  }

  #next(): void {
    const batch = this.#batches.shift()
    this.#busy = batch !== undefined
    if (batch === undefined) return
    for (const [key, value] of batch.writes) this.#storage.write(key, value)
    this.#storage.sync(() => {
      this.#durable = batch.upTo
      this.#next()
      const due = this.#waiting.filter(({ at }) => at <= batch.upTo)
      this.#waiting = this.#waiting.filter(({ at }) => at > batch.upTo)
      for (const { resolve } of due) resolve()
    })
  }
}
