import { elementAt } from '../base/element-at.ts'
import { left, packed, type Bounds } from './bounds.ts'
import { NOT_LINEARIZABLE, type ClientHistories } from './client-histories.ts'
import { ClusterChecks } from './cluster-checks.ts'
import type { GrowingNumbers } from './growing.ts'
import type { Guide } from './guide.ts'
import { BROKEN } from './past.ts'
import type { ServerStates, Transition } from './server-states.ts'
import { isLate, placed } from './under-way.ts'

/** Words of a state between those of its servers, one each, and its messages under way. */
export const PAST = 0
export const HISTORY = 1
export const BUDGET = 2
export const GUIDE = 3
export const OTHERS = 4

/** A subject that floods makes states without end. */
const MAX_UNDER_WAY = 256

/** What an event leads to. `same`: nothing changes. `cut`: more messages are under way than a search can hold. */
export type Succession = 'same' | 'next' | 'suspect' | 'cut'

/** Where the words of a state stand. */
export interface StateAt {
  readonly words: GrowingNumbers
  readonly from: number
  readonly length: number
}

/**
 * States of a cluster as words, and what an event makes of one: a word for each server, what has happened, what clients saw, what is left of
 * the bounds and of the guide, and the messages under way. The state after an event stands in `scratch`.
 */
export class Successors {
  readonly scratch = new Int32Array(OTHERS + 32 + 4 * MAX_UNDER_WAY)
  /** Words of the state in `scratch`. */
  length = 0
  /** Of the event foreseen: what its server does, what has happened after it, what clients have seen, what the guide still allows. */
  transition!: Transition
  past = 0
  history = 0
  guide = 0
  /** It seems to break a property, whatever the logs of other servers are. */
  isSuspect = false
  #isBroken = false
  readonly #servers: ServerStates
  readonly #histories: ClientHistories
  readonly #guide: Guide | undefined
  readonly #size: number
  readonly #checks: ClusterChecks

  constructor(servers: ServerStates, histories: ClientHistories, guide?: Guide) {
    this.#servers = servers
    this.#histories = histories
    this.#guide = guide
    this.#size = servers.members.length
    this.#checks = new ClusterChecks(servers)
  }

  /** Puts the state in which all begins into `scratch`. */
  begin(bounds: Bounds): void {
    const words = this.scratch
    const { begin, pasts, sentAtBegin } = this.#servers
    for (const [at, state] of begin.entries()) words[at] = state
    words[this.#size + PAST] = pasts.begin
    words[this.#size + HISTORY] = this.#histories.begin
    words[this.#size + BUDGET] = packed(bounds)
    words[this.#size + GUIDE] = this.#guide?.begin ?? 0
    const from = this.#size + OTHERS
    let end = from
    for (const message of sentAtBegin) end = placed(words, from, end, message << 1)
    this.length = end
  }

  /** Puts a state that was reached elsewhere into `scratch`, with these bounds from now on. */
  resume(state: Int32Array, bounds: Bounds): void {
    this.scratch.set(state)
    this.scratch[this.#size + BUDGET] = packed(bounds)
    this.length = state.length
  }

  /** The history of a state. */
  historyOf({ words, from }: StateAt): number {
    return words.at(from + this.#size + HISTORY)
  }

  /**
   * Puts the state after an event into `scratch`. `gone`: where the message stands that has arrived; -1: none. `fires`: a timer
   * does, so that what is under way is late from now on. `budget`: what is left of the bounds behind it.
   */
  follow(
    state: StateAt,
    server: number,
    input: number,
    budget: number,
    gone: number,
    fires: boolean,
  ): Succession {
    return this.foresee(state, server, input) ? this.write(state, server, budget, gone, fires) : 'same'
  }

  /**
   * What an event changes but for the messages under way: it stands in `transition` and the fields beside it.
   * @returns false: nothing.
   */
  foresee({ words, from }: StateAt, server: number, input: number): boolean {
    this.guide = this.#guided(words.at(from + this.#size + GUIDE), server, input)
    if (this.guide < 0) return false
    const transition = this.#servers.transition(words.at(from + server), input)
    const { violation } = transition
    if (violation === undefined && !transition.isEffective) return false
    this.transition = transition
    const pastBefore = words.at(from + this.#size + PAST)
    const historyBefore = words.at(from + this.#size + HISTORY)
    const past = this.#servers.pasts.after(pastBefore, transition.facts)
    const history = heardAfter(historyBefore, transition, this.#histories)
    this.past = past === BROKEN ? pastBefore : past
    this.history = history === NOT_LINEARIZABLE ? historyBefore : history
    this.#isBroken = past === BROKEN
    this.isSuspect =
      violation !== undefined ||
      this.#isBroken ||
      history === NOT_LINEARIZABLE ||
      this.#checks.votesWrongly(words, from, transition)
    return true
  }

  /** Puts the state after the event that was foreseen last into `scratch`. */
  write(
    state: StateAt,
    server: number,
    budget: number,
    gone: number,
    fires: boolean,
  ): Exclude<Succession, 'same'> {
    const { words, from } = state
    const { scratch, transition } = this
    for (let at = 0; at < this.#size; at++) scratch[at] = words.at(from + at)
    scratch[server] = transition.next
    scratch[this.#size + PAST] = this.past
    scratch[this.#size + HISTORY] = this.history
    scratch[this.#size + BUDGET] = budget
    scratch[this.#size + GUIDE] = this.guide
    this.length = this.#underWay(state, gone, fires, left(budget, 'lateMessages') > 0, transition.sent)
    if (this.length < 0) return 'cut'
    const { changesLog, commits, settles } = transition
    const past = this.#isBroken ? BROKEN : this.past
    const isSuspect =
      this.isSuspect ||
      (changesLog && this.#checks.logsDiffer(scratch, server, past, commits)) ||
      (settles && this.#checks.membersDiffer(scratch, server))
    return isSuspect ? 'suspect' : 'next'
  }

  /**
   * Messages under way, in order of their numbers: those there were, less one, and those just sent; none that is late, where none
   * may arrive late any more. Returns the end, -1: they are too many.
   */
  #underWay(
    { words, from, length }: StateAt,
    gone: number,
    fires: boolean,
    mayBeLate: boolean,
    sent: readonly number[],
  ): number {
    const scratch = this.scratch
    const begin = this.#size + OTHERS
    let end = begin
    if (mayBeLate || !fires) {
      for (let at = begin; at < length; at++) {
        if (at === gone) continue
        const word = words.at(from + at)
        if (fires) end = placed(scratch, begin, end, word | 1)
        else if (mayBeLate || !isLate(word)) scratch[end++] = word
      }
    }
    if (end + sent.length > scratch.length) return -1
    for (const message of sent) end = placed(scratch, begin, end, message << 1)
    return end
  }

  #guided(word: number, server: number, input: number): number {
    if (this.#guide === undefined) return word
    return this.#guide.after(word, elementAt(this.#servers.members, server), this.#servers.inputs.at(input))
  }
}

/** What clients saw when a server has taken an input, or {@link NOT_LINEARIZABLE}. */
export function heardAfter(
  history: number,
  { asks, replies }: Transition,
  histories: ClientHistories,
): number {
  let after = history
  if (asks !== undefined) after = histories.called(after, asks.operation, asks.again)
  for (const reply of replies) {
    after = histories.answered(after, reply)
    if (after === NOT_LINEARIZABLE) break
  }
  return after
}
