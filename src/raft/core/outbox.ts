import { present } from '../../base/assert.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Effect } from './effects.ts'
import type { RaftLog } from './log.ts'
import type { Message } from './messages.ts'
import type { HardState } from './election-rules.ts'
import type { Rules } from './rules.ts'

type Send = Extract<Effect, { do: 'send' }>

interface Held {
  readonly send: Send
  /** The `persist` this message waits for. */
  readonly token: number
}

/**
 * Collects the effects of one step, and holds messages back until what they depend on is durable.
 *
 * "Updated on stable storage before responding to RPCs" (Figure 2): a vote, an answer or a candidacy that
 * leaves before the disk has it is a promise that a crash can break.
 */
export class Outbox {
  /** Of the step under way, or the last one. */
  effects: Effect[] = []
  readonly #rules: Rules
  /** The messages of this step are the first `#sent`: an array that is emptied gives its memory back, to ask for it anew. */
  readonly #messages: Send[] = []
  #sent = 0
  readonly #held: Held[] = []
  #issued = 0
  #durable = 0
  #stateChanged = false
  #baseChanged = false
  #logFrom = Infinity

  constructor(rules: Rules) {
    this.#rules = rules
  }

  /** Token of the last `persist` asked for; all before it are durable once `durable` reaches it. */
  get issued(): number {
    return this.#issued
  }

  /** All up to this token is durable. */
  get durable(): number {
    return this.#durable
  }

  /** Messages that wait for the disk, oldest first. */
  get held(): readonly Held[] {
    return this.#held
  }

  /** A step begins. It has a list of its own: to empty the last one, and fill it again, takes longer. */
  begin(): void {
    this.effects = []
  }

  push(effect: Effect): void {
    this.effects.push(effect)
  }

  send(to: NodeId, message: Message): void {
    this.#messages[this.#sent++] = { do: 'send', to, message }
  }

  stateChanged(): void {
    this.#stateChanged = true
  }

  /** The log begins elsewhere; its entries behind are as they were, or went. */
  baseChanged(): void {
    this.#baseChanged = true
  }

  logChanged(from: number): void {
    if (from < this.#logFrom) this.#logFrom = from
  }

  /** Ends a step: first what must be stored, then the messages that need not wait for it. */
  flush({ currentTerm, votedFor }: HardState, log: RaftLog, server: NodeId): void {
    if (this.#stateChanged || this.#baseChanged || this.#logFrom !== Infinity) {
      this.#issued++
      const logTouched = this.#logFrom !== Infinity
      const from = logTouched ? Math.max(this.#logFrom, log.firstIndex) : 0
      this.effects.push({
        do: 'persist',
        token: this.#issued,
        state: this.#stateChanged ? this.#rules.stateToStore({ currentTerm, votedFor }, server) : undefined,
        base: this.#baseChanged ? log.base : undefined,
        from,
        entries: logTouched ? log.from(from) : [],
      })
      this.#stateChanged = false
      this.#baseChanged = false
      this.#logFrom = Infinity
    }
    const waits = this.#issued > this.#durable
    for (let at = 0; at < this.#sent; at++) {
      const send = present(this.#messages[at], 'a message to send')
      if (waits && this.#rules.waitsForDisk(send.message.type)) this.#held.push({ send, token: this.#issued })
      else this.effects.push(send)
    }
    this.#sent = 0
  }

  /** The disk has everything up to `token`: releases the messages that waited for no more than that. */
  persisted(token: number): void {
    if (token <= this.#durable) return
    this.#durable = token
    let released = 0
    for (const { send, token: needed } of this.#held) {
      if (needed > token) break
      this.effects.push(send)
      released++
    }
    if (released > 0) this.#held.splice(0, released)
  }
}
