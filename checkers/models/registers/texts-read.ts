/**
 * A text as its place among those that were read, in code-unit order: the first that begins with it, and its
 * length, in one number.
 */
import { elementAt } from '../../../src/base/element-at.ts'

export type TextState = number

/** A text with which none that was read begins. */
export const UNREADABLE: TextState = -1

/** The texts that were read in one history, to tell what an append makes of a text without building it. */
export class TextsRead {
  readonly #texts: readonly string[]
  /** Larger than any length. */
  readonly #span: number
  readonly #states: Map<string, TextState>
  /** By text: how many code units it shares with the next. */
  readonly #shared: readonly number[]
  /** By text: the next that does not begin with it. */
  readonly #beyond: readonly number[]

  constructor(read: readonly string[]) {
    // the empty text is there from the start
    const texts = [...new Set(['', ...read])].sort()
    this.#texts = texts
    this.#span = texts.reduce((longest, { length }) => Math.max(longest, length), 0) + 1
    this.#states = new Map(texts.map((text, index) => [text, this.#state(index, text.length)]))
    this.#shared = texts.map((text, index) => sharedLength(text, texts[index + 1] ?? ''))
    const beyond = texts.map(() => texts.length)
    for (let index = texts.length - 2; index >= 0; index--) {
      let next = index + 1
      while (next < texts.length && elementAt(this.#shared, next - 1) >= elementAt(texts, index).length)
        next = elementAt(beyond, next)
      beyond[index] = next
    }
    this.#beyond = beyond
  }

  stateOf(text: string): TextState {
    return this.#states.get(text) ?? this.appended(this.#state(0, 0), text)
  }

  appended(state: TextState, added: string): TextState {
    if (state === UNREADABLE) return UNREADABLE
    const length = state % this.#span
    let index = Math.floor(state / this.#span)
    for (;;) {
      const text = elementAt(this.#texts, index)
      if (text.startsWith(added, length)) return this.#state(index, length + added.length)
      // texts that begin with this one go on as it does, for as long as it does
      const ends = length + added.length > text.length && added.startsWith(text.slice(length))
      index = ends ? index + 1 : elementAt(this.#beyond, index)
      if (index >= this.#texts.length || elementAt(this.#shared, index - 1) < length) return UNREADABLE
    }
  }

  #state(index: number, length: number): TextState {
    return index * this.#span + length
  }
}

function sharedLength(one: string, other: string): number {
  // mostly the one goes on from the other, which is told at once
  if (other.startsWith(one)) return one.length
  const most = Math.min(one.length, other.length)
  for (let index = 0; index < most; index++) if (one[index] !== other[index]) return index
  return most
}
