import { present } from '../base/assert.ts'
import { left, spend, type Bounds } from './bounds.ts'
import type { ClientHistories } from './client-histories.ts'
import { ClusterInputs } from './cluster-inputs.ts'
import { GrowingNumbers } from './growing.ts'
import type {
  Continues,
  Judgement,
  SearchEnd,
  SearchLimits,
  SearchScope,
  StateInRun,
} from './search-scope.ts'
import { Level } from './level.ts'
import type { PathEvent } from './path.ts'
import type { SavedLevels } from './saved-search.ts'
import type { ServerStates } from './server-states.ts'
import { StateHash } from './state-hash.ts'
import { BUDGET, OTHERS, Successors } from './successors.ts'
import { isLate } from './under-way.ts'
import { Visited } from './visited.ts'

/** An event that seems to break a property, and the state after it. */
interface Suspect extends PathEvent {
  readonly words: Int32Array
}

const nobody: readonly Suspect[] = []

/** How many states lie between two questions whether to stop, less one. */
const LOOK = 127

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
  readonly #size: number
  readonly #visited = new Visited()
  readonly #successors: Successors
  readonly #hash: StateHash
  /** Of each state, by number: the state before it, and the input that led to it with its server. */
  readonly #before = new GrowingNumbers()
  readonly #events = new GrowingNumbers()
  #level = new Level()
  #next = new Level()
  /** What may break a property when it happens next in the state at hand. */
  readonly #suspects: Suspect[] = []
  readonly #from: StateInRun | undefined
  readonly #continues: Continues | undefined
  /** What may break a property behind the state with a number. */
  readonly #continued: { readonly number: number; readonly rest: readonly PathEvent[] }[] = []
  /** Some state had more messages under way than a search can hold. */
  #isCut = false
  /** The state at hand: where its words stand, and its number. */
  #state = { words: this.#level.words, from: 0, length: 0 }
  #number = 0
  /** A state from elsewhere whose hash is asked for. */
  readonly #entered = new GrowingNumbers()
  readonly #choices: ClusterInputs
  /** The state of the level that comes next. */
  #at = 0
  #isResumed = false

  constructor(
    servers: ServerStates,
    histories: ClientHistories,
    { bounds, isSymmetric = false, guide, from, continues }: SearchScope,
  ) {
    this.#from = from
    this.#continues = continues
    this.#servers = servers
    this.#histories = histories
    this.#bounds = bounds
    this.#isSymmetric = isSymmetric
    this.#size = servers.members.length
    this.#successors = new Successors(servers, histories, guide)
    this.#hash = new StateHash(this.#size)
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
    if (!this.#isResumed) this.#begin()
    const isContinued = (): boolean => {
      if (this.#continued.length === 0) return false
      const more = this.#continued.splice(0)
      return more.some(({ number, rest }) => judge([...this.#pathTo(number), ...rest]) === 'breaks')
    }
    if (isContinued()) return 'found'
    for (; this.#level.size > 0; this.depth++) {
      if (this.depth >= depth) return this.#isCut ? 'states' : 'depth'
      const { size } = this.#level
      for (; this.#at < size;) {
        if ((this.#at & LOOK) === 0 && (await stops(this))) return 'stopped'
        const number = this.#expand(this.#at++)
        for (const { server, input, words } of this.#takeSuspects()) {
          const judgement = judge([...this.#pathTo(number), { server, input }])
          if (judgement === 'breaks') {
            this.depth++
            return 'found'
          }
          if (judgement === 'ended') continue
          this.#successors.scratch.set(words)
          this.#emit(words.length, number, server, input)
        }
        if (isContinued()) return 'found'
        if (this.states >= states) return 'states'
      }
      const spent = this.#level
      this.#level = this.#next
      spent.clear()
      this.#next = spent
      this.#at = 0
    }
    return this.#isCut ? 'states' : 'exhausted'
  }

  /** Where the search stands. The lists are its own, no copies. */
  save(): SavedLevels {
    const { depth, events, states: visited } = this
    const levels = [this.#level, this.#next].map(({ first, size }) => ({ first, size }))
    return {
      numbers: { depth, events, visited, at: this.#at, levels, isCut: this.#isCut },
      arrays: [
        this.#visited.all,
        this.#before.all,
        this.#events.all,
        ...[this.#level, this.#next].flatMap(({ words, begins }) => [words.all, begins.all]),
      ],
    }
  }

  /** Goes on where another search of the same stood. */
  restore({ numbers, arrays }: SavedLevels): void {
    const [visited, before, events, ...ofLevels] = arrays
    this.#visited.restore(present(visited, 'the states'), numbers.visited)
    this.#before.restore(present(before, 'the states before'))
    this.#events.restore(present(events, 'the events'))
    for (const [position, level] of [this.#level, this.#next].entries()) {
      const [words, begins] = ofLevels.slice(2 * position)
      const { [position]: counts } = numbers.levels
      level.restore(present(words, 'a level'), present(begins, 'its begins'), present(counts, 'its size'))
    }
    this.depth = numbers.depth
    this.events = numbers.events
    this.#at = numbers.at
    this.#isCut = numbers.isCut
    this.#isResumed = true
  }

  #takeSuspects(): readonly Suspect[] {
    return this.#suspects.length === 0 ? nobody : this.#suspects.splice(0)
  }

  #begin(): void {
    if (this.#from === undefined) this.#successors.begin(this.#bounds)
    else this.#successors.resume(this.#from.words, this.#bounds)
    this.depth = -1
    this.#emit(this.#successors.length, -1, 0, 0)
    this.depth = 0
    const spent = this.#level
    this.#level = this.#next
    this.#next = spent
  }

  /** All that may happen next in a state of the level; returns its number. */
  #expand(at: number): number {
    const { begins, first, words } = this.#level
    const from = begins.at(at)
    this.#state = { words, from, length: begins.at(at + 1) - from }
    this.#number = first + at
    this.#hash.enter(this.#state)
    const budget = words.at(from + this.#size + BUDGET)
    const history = this.#successors.historyOf(this.#state)
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
    const { words, from, length } = this.#state
    for (let at = this.#size + OTHERS; at < length; at++) {
      const word = words.at(from + at)
      const message = word >> 1
      if (this.#servers.receiverOf(message) !== server) continue
      const after = isLate(word) ? spend(budget, 'lateMessages') : budget
      const input = this.#choices.arrivalOf(message)
      this.#try(server, input, after, at, false)
      if (left(budget, 'duplicates') > 0) this.#try(server, input, spend(after, 'duplicates'), -1, false)
    }
  }

  /** An event, with its writes synced at once, and later: at no cost where others are late already. */
  #try(server: number, input: number, budget: number, gone: number, fires: boolean): void {
    this.#follow(server, input, budget, gone, fires)
    if (!this.#servers.at(this.#state.words.at(this.#state.from + server)).isSynced)
      this.#follow(server, this.#choices.held(input), budget, gone, fires)
    else if (left(budget, 'lateSyncs') > 0)
      this.#follow(server, this.#choices.held(input), spend(budget, 'lateSyncs'), gone, fires)
  }

  /** The state after an event, if it is another. */
  #follow(server: number, input: number, budget: number, gone: number, fires: boolean): void {
    const successors = this.#successors
    const state = this.#state
    if (!successors.foresee(state, server, input)) return
    this.events++
    const hash = this.#hash
    hash.after(state, successors, server, budget, gone, fires)
    if (!successors.isSuspect && this.#visited.has(hash.low, hash.high)) return
    const after = successors.write(state, server, budget, gone, fires)
    const { length, scratch } = successors
    if (after === 'cut') this.#isCut = true
    else if (after === 'suspect') this.#suspects.push({ server, input, words: scratch.slice(0, length) })
    else this.#add(length, this.#number, server, input)
  }

  /** Adds the state in `scratch`, wherever it is from. */
  #emit(length: number, before: number, server: number, input: number): void {
    this.#entered.clear()
    this.#entered.pushAll(this.#successors.scratch, length)
    this.#hash.enter({ words: this.#entered, from: 0, length })
    this.#add(length, before, server, input)
  }

  /** Adds the state in `scratch` with the hash told last. */
  #add(length: number, before: number, server: number, input: number): void {
    const { scratch } = this.#successors
    if (!this.#visited.add(this.#hash.low, this.#hash.high)) return
    const number = this.#before.length
    this.#before.push(before)
    this.#events.push(input * this.#size + server)
    this.#next.push(number, scratch, length)
    if (this.#continues === undefined) return
    for (const rest of this.#continues(scratch, length, this.depth + 1))
      this.#continued.push({ number, rest })
  }

  #pathTo(number: number): PathEvent[] {
    const path: PathEvent[] = []
    for (let at = number; this.#before.at(at) >= 0; at = this.#before.at(at))
      path.push({
        server: this.#events.at(at) % this.#size,
        input: Math.floor(this.#events.at(at) / this.#size),
      })
    return [...(this.#from?.path ?? []), ...path.reverse()]
  }
}
