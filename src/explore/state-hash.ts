import { present } from '../base/assert.ts'
import { left } from './bounds.ts'
import { isLate } from './under-way.ts'
import { BUDGET, GUIDE, HISTORY, OTHERS, PAST, type StateAt, type Successors } from './successors.ts'

/** What a word of a state stands for: the same number means something else in each of them. */
const SERVER_KIND = 1
const PAST_KIND = 2
const HISTORY_KIND = 3
const BUDGET_KIND = 4
const GUIDE_KIND = 5
const MESSAGE_KIND = 6

/** Sums of 64 bits, in two halves that know nothing of each other. */
class Sum {
  low = 0
  high = 0

  set(other: Sum): void {
    this.low = other.low
    this.high = other.high
  }

  clear(): void {
    this.low = this.high = 0
  }

  add(kind: number, word: number): void {
    this.low = (this.low + lowOf(kind, word)) | 0
    this.high = (this.high + highOf(kind, word)) | 0
  }

  remove(kind: number, word: number): void {
    this.low = (this.low - lowOf(kind, word)) | 0
    this.high = (this.high - highOf(kind, word)) | 0
  }

  join(other: Sum): void {
    this.low = (this.low + other.low) | 0
    this.high = (this.high + other.high) | 0
  }
}

/**
 * Hashes of states of a cluster: the sum of a number for each of its parts (Zobrist), so that the hash of the state after an event is
 * known from that before it and what the event changes, before the state is put down. Most events lead to states that are known.
 */
export class StateHash {
  /** The hash told last. */
  low = 0
  high = 0
  readonly #size: number
  readonly #state = new Sum()
  /** Of the state entered: its servers and the like; what is under way in time; what is late; and all of that as late. */
  readonly #fixed = new Sum()
  readonly #inTime = new Sum()
  readonly #late = new Sum()
  readonly #allLate = new Sum()

  constructor(size: number) {
    this.#size = size
  }

  /** The hash of a state. What is asked of events from now on happens in it. */
  enter({ words, from, length }: StateAt): void {
    const size = this.#size
    const fixed = this.#fixed
    fixed.clear()
    for (let at = 0; at < size; at++) fixed.add(SERVER_KIND, words.at(from + at))
    fixed.add(PAST_KIND, words.at(from + size + PAST))
    fixed.add(HISTORY_KIND, words.at(from + size + HISTORY))
    fixed.add(GUIDE_KIND, words.at(from + size + GUIDE))
    this.#inTime.clear()
    this.#late.clear()
    this.#allLate.clear()
    let last = -1
    for (let at = size + OTHERS; at < length; at++) {
      const word = words.at(from + at)
      if (isLate(word)) this.#late.add(MESSAGE_KIND, word)
      else this.#inTime.add(MESSAGE_KIND, word)
      // of a message in time and late one is left where all are late
      if (word >> 1 !== last) this.#allLate.add(MESSAGE_KIND, word | 1)
      last = word >> 1
    }
    const state = this.#state
    state.set(fixed)
    state.add(BUDGET_KIND, words.at(from + size + BUDGET))
    state.join(this.#inTime)
    state.join(this.#late)
    this.#tell()
  }

  /** The hash of the state after the event that was foreseen in the state entered; its parameters are those of `Successors.follow`. */
  after(
    state: StateAt,
    { transition, past, history, guide }: Successors,
    server: number,
    budget: number,
    gone: number,
    fires: boolean,
  ): void {
    const { words, from } = state
    const size = this.#size
    const sum = this.#state
    sum.set(this.#fixed)
    swap(sum, SERVER_KIND, words.at(from + server), transition.next)
    swap(sum, PAST_KIND, words.at(from + size + PAST), past)
    swap(sum, HISTORY_KIND, words.at(from + size + HISTORY), history)
    swap(sum, GUIDE_KIND, words.at(from + size + GUIDE), guide)
    sum.add(BUDGET_KIND, budget)
    const mayBeLate = left(budget, 'lateMessages') > 0
    if (fires) {
      if (mayBeLate) sum.join(this.#allLate)
    } else {
      sum.join(this.#inTime)
      if (mayBeLate) sum.join(this.#late)
      if (gone >= 0) {
        const word = words.at(from + gone)
        if (mayBeLate || !isLate(word)) sum.remove(MESSAGE_KIND, word)
      }
    }
    const { sent } = transition
    for (let at = 0; at < sent.length; at++) {
      const word = present(sent[at], 'a message') << 1
      if (fires || !isThere(state, size + OTHERS, gone, word))
        if (sent.indexOf(word >> 1) === at) sum.add(MESSAGE_KIND, word)
    }
    this.#tell()
  }

  /** Both zero means that a place is free. */
  #tell(): void {
    this.low = this.#state.low
    this.high = this.#state.high | 1
  }
}

function swap(sum: Sum, kind: number, before: number, after: number): void {
  if (before === after) return
  sum.remove(kind, before)
  sum.add(kind, after)
}

/** Whether the word is among the messages under way, beside the one that has arrived. */
function isThere({ words, from, length }: StateAt, begin: number, gone: number, word: number): boolean {
  for (let at = begin; at < length; at++) if (at !== gone && words.at(from + at) === word) return true
  return false
}

/** Two mixings of 32 bits that have nothing in common. */
function lowOf(kind: number, word: number): number {
  let hash = word ^ Math.imul(kind, 0x9e37_79b1)
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb_352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846c_a68b)
  return hash ^ (hash >>> 16)
}

function highOf(kind: number, word: number): number {
  let hash = word ^ Math.imul(kind, 0x632b_e5ab)
  hash = Math.imul(hash ^ (hash >>> 17), 0xed5a_d4bb)
  hash = Math.imul(hash ^ (hash >>> 11), 0xac4c_1b51)
  return hash ^ (hash >>> 15)
}
