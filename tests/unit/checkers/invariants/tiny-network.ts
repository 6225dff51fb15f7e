import type { RandomStream } from '../../../../src/base/random.ts'
import type { ScriptedEntry } from './scripted-log.ts'

export type Message =
  | { kind: 'request-vote'; term: number; from: number; lastTerm: number; lastIndex: number }
  | { kind: 'vote'; term: number; from: number; to: number }
  | {
      kind: 'append'
      term: number
      from: number
      previous: number
      previousTerm: number
      entries: ScriptedEntry[]
      commit: number
    }
  | { kind: 'append-reply'; term: number; from: number; to: number; match: number }
  | {
      kind: 'snapshot'
      term: number
      from: number
      lastIndex: number
      lastTerm: number
      seen: ReadonlySet<number>
    }

/** Messages under way: each may arrive in order, out of order, several times, long after, or never. */
export class TinyNetwork {
  readonly #sent: Message[] = []
  readonly #inboxes: readonly Message[][]
  readonly #random: RandomStream

  constructor(size: number, random: RandomStream) {
    this.#inboxes = Array.from({ length: size }, () => [])
    this.#random = random
  }

  send(message: Message): void {
    this.#sent.push(message)
    this.#inboxes.forEach((inbox, node) => {
      const addressed = 'to' in message ? message.to === node : message.from !== node
      if (addressed && !this.#random.chance(0.1)) inbox.push(message)
    })
  }

  /** What arrives next at a server; nothing when it has no mail. */
  take(node: number): Message | undefined {
    const inbox = this.#inboxes[node] as Message[]
    const dice = this.#random.int(0, 99)
    // in order, out of order, or one from long ago once more
    const again = dice < 10 ? this.#sent[this.#random.int(0, this.#sent.length)] : undefined
    const place = dice < 75 ? 0 : this.#random.int(0, inbox.length)
    const message = again ?? inbox.splice(place, 1)[0]
    if (message === undefined || message.from === node) return undefined
    return 'to' in message && message.to !== node ? undefined : message
  }
}
