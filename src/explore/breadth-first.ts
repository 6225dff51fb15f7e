import { elementAt } from '../base/element-at.ts'
import { left, packed, spend, type Bounds } from './bounds.ts'
import { NOT_LINEARIZABLE, type ClientHistories } from './client-histories.ts'
import { ClusterChecks } from './cluster-checks.ts'
import { ClusterInputs } from './cluster-inputs.ts'
import { GrowingNumbers } from './growing.ts'
import type { Guide } from './guide.ts'
import type { Judgement, SearchEnd, SearchLimits, SearchScope } from './search-scope.ts'
import { Level } from './level.ts'
import type { PathEvent } from './path.ts'
import { BROKEN } from './past.ts'
import type { ServerStates, Transition } from './server-states.ts'
import { isLate, placed } from './under-way.ts'
import { Visited } from './visited.ts'

/** Words of a state before its messages: one for each server, and these. */
const PAST = 0
const HISTORY = 1
const BUDGET = 2
const GUIDE = 3
const OTHERS = 4

/** An event that seems to break a property, and the state after it. */
interface Suspect extends PathEvent {
  readonly words: Int32Array
}

/** How many states lie between two questions whether to stop, less one. */
const LOOK = 127

/** A subject that floods makes states without end. */
const MAX_UNDER_WAY = 256

/**
 * Breadth first search over the states of a cluster: the states of its servers, the messages under way, and what has
 * happened (see {@link ServerStates}, `Pasts`, {@link ClientHistories}). The first event that breaks a property is the last one of
 * a shortest run that does, within the bounds.
 *
 * A message under way may arrive at any time, or never: so none is ever dropped by an event of its own. An event that
 * changes nothing is left out: not to happen is always possible.
 */
export class BreadthFirst {
  /** Distinct states found, and events that lead from one to another. */
  get states(): number {
    return this.#visited.size
  }
  events = 0
  /** Events of the longest runs that were searched. */
  depth = 0
  readonly #servers: ServerStates
  readonly #histories: ClientHistories
  readonly #bounds: Bounds
  readonly #isSymmetric: boolean
  readonly #guide: Guide | undefined
  readonly #size: number
  readonly #visited = new Visited()
  readonly #scratch = new Int32Array(OTHERS + 32 + 4 * MAX_UNDER_WAY)
  /** Of each state, by number: the state before it, the server and the input that led to it. */
  readonly #before = new GrowingNumbers()
  readonly #inputs = new GrowingNumbers()
  readonly #actors = new GrowingNumbers()
  #level = new Level()
  #next = new Level()
  readonly #checks: ClusterChecks
  /** What may break a property when it happens next in the state at hand. */
  readonly #suspects: Suspect[] = []
  /** Some state had more messages under way than a search can hold. */
  #isCut = false
  /** Of the state at hand: where its words begin, how many there are, its number. */
  #from = 0
  #length = 0
  #number = 0
  readonly #choices: ClusterInputs

  constructor(
    servers: ServerStates,
    histories: ClientHistories,
    { bounds, isSymmetric = false, guide }: SearchScope,
  ) {
    this.#servers = servers
    this.#histories = histories
    this.#bounds = bounds
    this.#isSymmetric = isSymmetric
    this.#guide = guide
    this.#size = servers.members.length
    this.#checks = new ClusterChecks(servers)
    this.#choices = new ClusterInputs(servers)
  }

  /**
   * Searches until `stops` says so, which is asked now and then. `judge` is given each path that seems to break a property. Where
   * it does not, the search goes on behind it as behind any other.
   */
  async search(
    { depth, states }: SearchLimits,
    judge: (path: readonly PathEvent[]) => Judgement,
    stops: (search: this) => boolean | Promise<boolean>,
  ): Promise<SearchEnd> {
    this.#begin()
    for (; this.#level.size > 0; this.depth++) {
      if (this.depth >= depth) return this.#isCut ? 'states' : 'depth'
      const { size } = this.#level
      for (let at = 0; at < size; at++) {
        if ((at & LOOK) === 0 && (await stops(this))) return 'stopped'
        const number = this.#expand(at)
        for (const { server, input, words } of this.#suspects.splice(0)) {
          const judgement = judge([...this.#pathTo(number), { server, input }])
          if (judgement === 'breaks') {
            this.depth++
            return 'found'
          }
          if (judgement === 'ended') continue
          this.#scratch.set(words)
          this.#emit(words.length, number, server, input)
        }
        if (this.states >= states) return 'states'
      }
      const spent = this.#level
      this.#level = this.#next
      spent.clear()
      this.#next = spent
    }
    return this.#isCut ? 'states' : 'exhausted'
  }

  #begin(): void {
    const words = this.#scratch
    const { begin, pasts, sentAtBegin } = this.#servers
    for (const [at, state] of begin.entries()) words[at] = state
    words[this.#size + PAST] = pasts.begin
    words[this.#size + HISTORY] = this.#histories.begin
    words[this.#size + BUDGET] = packed(this.#bounds)
    words[this.#size + GUIDE] = this.#guide?.begin ?? 0
    const from = this.#size + OTHERS
    let end = from
    for (const message of sentAtBegin) end = placed(words, from, end, message << 1)
    this.#emit(end, -1, 0, 0)
    const spent = this.#level
    this.#level = this.#next
    this.#next = spent
  }

  /** All that may happen next in a state of the level; returns its number. */
  #expand(at: number): number {
    const { begins, first, words } = this.#level
    const from = begins.at(at)
    this.#from = from
    this.#length = begins.at(at + 1) - from
    this.#number = first + at
    const budget = words.at(from + this.#size + BUDGET)
    const history = words.at(from + this.#size + HISTORY)
    const calls =
      left(budget, 'operations') > 0 ? this.#choices.callsOf(this.#histories.clientsOf(history)) : []
    const retries = left(budget, 'retries') > 0 ? this.#histories.openIn(history) : []
    for (let server = 0; server < this.#size; server++) {
      const state = words.at(from + server)
      if (left(budget, 'timeouts') > 0) {
        const after = spend(budget, 'timeouts')
        for (const input of this.#servers.at(state).timers) this.#try(server, input, after, -1, true)
      }
      for (const input of calls) this.#try(server, input, spend(budget, 'operations'), -1, false)
      for (const operation of retries)
        this.#try(server, this.#choices.retryOf(operation), spend(budget, 'retries'), -1, false)
      if (left(budget, 'restarts') > 0)
        this.#follow(server, this.#choices.restart, spend(budget, 'restarts'), -1, false)
      this.#arrivals(server, budget)
      // servers begin in the order of their names: one that did nothing yet is like any other such
      if (this.#isSymmetric && state === this.#servers.begin[server]) break
    }
    return this.#number
  }

  /** Each message under way to the server arrives. */
  #arrivals(server: number, budget: number): void {
    const { words } = this.#level
    for (let at = this.#size + OTHERS; at < this.#length; at++) {
      const word = words.at(this.#from + at)
      const message = word >> 1
      if (this.#servers.messages.at(message).to !== server) continue
      const after = isLate(word) ? spend(budget, 'lateMessages') : budget
      const input = this.#choices.arrivalOf(message)
      this.#try(server, input, after, at, false)
      if (left(budget, 'duplicates') > 0) this.#try(server, input, spend(after, 'duplicates'), -1, false)
    }
  }

  /** An event, with its writes synced at once, and later: at no cost where others are late already. */
  #try(server: number, input: number, budget: number, gone: number, fires: boolean): void {
    this.#follow(server, input, budget, gone, fires)
    if (!this.#servers.at(this.#level.words.at(this.#from + server)).isSynced)
      this.#follow(server, this.#choices.held(input), budget, gone, fires)
    else if (left(budget, 'lateSyncs') > 0)
      this.#follow(server, this.#choices.held(input), spend(budget, 'lateSyncs'), gone, fires)
  }

  /**
   * The state after an event, if it is another. `gone`: where the message stands that has arrived; -1: none. `fires`: a timer
   * does, so that what is under way is late from now on.
   */
  #follow(server: number, input: number, budget: number, gone: number, fires: boolean): void {
    const { words } = this.#level
    const from = this.#from
    const guided = this.#guided(server, input)
    if (guided < 0) return
    const transition = this.#servers.transition(words.at(from + server), input)
    if (transition.violation === undefined && !transition.isEffective) return
    this.events++
    const scratch = this.#scratch
    for (let at = 0; at < this.#size; at++) scratch[at] = words.at(from + at)
    scratch[server] = transition.next
    const [pastBefore, historyBefore] = [
      words.at(from + this.#size + PAST),
      words.at(from + this.#size + HISTORY),
    ]
    const past = this.#servers.pasts.after(pastBefore, transition.facts)
    const history = this.#heard(historyBefore, input, transition)
    const isSuspect =
      transition.violation !== undefined ||
      past === BROKEN ||
      history === NOT_LINEARIZABLE ||
      (transition.changesLog && this.#checks.logsDiffer(scratch, server, past)) ||
      this.#checks.votesWrongly(scratch, transition)
    scratch[this.#size + PAST] = past === BROKEN ? pastBefore : past
    scratch[this.#size + HISTORY] = history === NOT_LINEARIZABLE ? historyBefore : history
    scratch[this.#size + BUDGET] = budget
    scratch[this.#size + GUIDE] = guided
    const end = this.#underWay(gone, fires, left(budget, 'lateMessages') > 0, transition.sent)
    if (end < 0) this.#isCut = true
    else if (isSuspect) this.#suspects.push({ server, input, words: scratch.slice(0, end) })
    else this.#emit(end, this.#number, server, input)
  }

  /**
   * Messages under way, in order of their numbers: those there were, less one, and those just sent; none that is late, where none
   * may arrive late any more. Returns the end, -1: they are too many.
   */
  #underWay(gone: number, fires: boolean, mayBeLate: boolean, sent: readonly number[]): number {
    const { words } = this.#level
    const scratch = this.#scratch
    const begin = this.#size + OTHERS
    let end = begin
    if (mayBeLate || !fires) {
      for (let at = begin; at < this.#length; at++) {
        if (at === gone) continue
        const word = words.at(this.#from + at)
        if (fires) end = placed(scratch, begin, end, word | 1)
        else if (mayBeLate || !isLate(word)) scratch[end++] = word
      }
    }
    if (end + sent.length > scratch.length) return -1
    for (const message of sent) end = placed(scratch, begin, end, message << 1)
    return end
  }

  #guided(server: number, input: number): number {
    const word = this.#level.words.at(this.#from + this.#size + GUIDE)
    if (this.#guide === undefined) return word
    return this.#guide.after(word, elementAt(this.#servers.members, server), this.#servers.inputs.at(input))
  }

  #heard(history: number, input: number, { replies }: Transition): number {
    const asked = this.#servers.inputs.at(input)
    let after = history
    if (asked.type === 'submit') after = this.#histories.called(after, asked.operation, asked.again)
    for (const reply of replies) {
      after = this.#histories.answered(after, reply)
      if (after === NOT_LINEARIZABLE) break
    }
    return after
  }

  #emit(length: number, before: number, server: number, input: number): void {
    if (!this.#visited.add(this.#scratch, length)) return
    const number = this.#before.length
    this.#before.push(before)
    this.#actors.push(server)
    this.#inputs.push(input)
    this.#next.push(number, this.#scratch, length)
  }

  #pathTo(number: number): PathEvent[] {
    const path: PathEvent[] = []
    for (let at = number; this.#before.at(at) >= 0; at = this.#before.at(at))
      path.push({ server: this.#actors.at(at), input: this.#inputs.at(at) })
    return path.reverse()
  }
}
