export interface QueuedMessage {
  readonly json: string
  /** Length in UTF-8. */
  readonly size: number
}

/** Messages that wait for a connection, bounded in bytes: then the oldest go. Raft sends again what matters. */
export class MessageQueue {
  readonly #bound: number
  #messages: QueuedMessage[] = []
  /** Where the oldest one is. */
  #head = 0
  #bytes = 0

  constructor(bound: number) {
    this.#bound = bound
  }

  get length(): number {
    return this.#messages.length - this.#head
  }

  /** @returns how many old ones were dropped for it. */
  push(json: string, size: number): number {
    this.#messages.push({ json, size })
    this.#bytes += size
    let dropped = 0
    while (this.#bytes > this.#bound && this.length > 1) {
      this.shift()
      dropped++
    }
    return dropped
  }

  shift(): QueuedMessage | undefined {
    const message = this.#messages[this.#head]
    if (message === undefined) return undefined
    this.#bytes -= message.size
    this.#head++
    if (this.#head === this.#messages.length) this.#reset()
    // what is gone is let go of, at a cost of one copy a message on average
    else if (this.#head > 1024 && 2 * this.#head > this.#messages.length) {
      this.#messages = this.#messages.slice(this.#head)
      this.#head = 0
    }
    return message
  }

  /** @returns how many were dropped. */
  clear(): number {
    const dropped = this.length
    this.#bytes = 0
    this.#reset()
    return dropped
  }

  #reset(): void {
    this.#messages = []
    this.#head = 0
  }
}
