interface Write {
  readonly key: string
  readonly json: string
}

interface Waiter {
  /** How many writes have to be done. */
  readonly through: number
  readonly done: () => void
}

/** Writes values one after the other, in the order in which they came. */
export class ValueWriter {
  readonly #write: (key: string, json: string) => Promise<void>
  readonly #fail: (error: Error) => void
  readonly #queue: Write[] = []
  readonly #waiting: Waiter[] = []
  #asked = 0
  #finished = 0
  #running: Promise<void> | undefined
  #stopped = false

  /** @param write resolves once the value is durable. */
  constructor(write: (key: string, json: string) => Promise<void>, fail: (error: Error) => void) {
    this.#write = write
    this.#fail = fail
  }

  /** Whether everything that was written is durable. */
  get idle(): boolean {
    return this.#finished === this.#asked
  }

  write(key: string, json: string): void {
    this.#queue.push({ key, json })
    this.#asked++
    this.#running ??= this.#run().catch(this.#fail)
  }

  /** Calls `done` once everything written before is durable. Not to be called when it is already. */
  sync(done: () => void): void {
    this.#waiting.push({ through: this.#asked, done })
  }

  /** Nothing more is begun, and nobody is called any more. */
  stop(): void {
    this.#stopped = true
  }

  /** Writes all that is left, unless it was stopped. */
  async close(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      await this.#write(next.key, next.json)
      if (this.#stopped) return
      this.#finished++
      while (this.#waiting[0] !== undefined && this.#waiting[0].through <= this.#finished) {
        this.#call(this.#waiting.shift() as Waiter)
      }
    }
    this.#running = undefined
  }

  /** By itself, so that what it throws is not taken for a failure of the disk. */
  #call({ done }: Waiter): void {
    queueMicrotask(() => {
      if (!this.#stopped) done()
    })
  }
}
