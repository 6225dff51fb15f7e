import type { GrowingNumbers } from './growing.ts'
import { NumberPairs } from './number-pairs.ts'
import { BROKEN } from './past.ts'
import type { ServerStates, Transition } from './server-states.ts'
import { holds, lastIndexOf, lastTermOf, logsMatch, membersDiffer, type ShownLog } from './shown-state.ts'

/** A log lacks none of what is committed, or one whose disk nobody knows. */
const NONE = 0
const UNKNOWN = -1

/** What the states of several servers must keep at the same moment. `states`: the state of each, by number. */
export class ClusterChecks {
  readonly #servers: ServerStates
  readonly #size: number
  readonly #membersChange: boolean
  /** By two states, and by a past and a state. */
  readonly #logsMatch = new NumberPairs()
  readonly #lacking = new NumberPairs()

  constructor(servers: ServerStates) {
    this.#servers = servers
    this.#membersChange = servers.calls.some(({ call }) => call.f === 'reconfigure')
    this.#size = servers.members.length
  }

  /**
   * Whether it votes for a candidate whose log, if it still is one, is less up to date than its own (§5.4.1). The states of servers stand in
   * `words`, `from` on, as they were before.
   */
  votesWrongly(words: GrowingNumbers, from: number, { votesFor, next }: Transition): boolean {
    // it names nobody, or itself
    if (votesFor === undefined || votesFor < 0) return false
    const { server, shown: voter } = this.#servers.at(next)
    if (votesFor === server) return false
    const candidate = this.#servers.at(words.at(from + votesFor)).shown
    if (voter === undefined || candidate?.currentTerm !== voter.currentTerm) return false
    const [own, other] = [voter.log, candidate.log]
    const [ownTerm, otherTerm] = [lastTermOf(own), lastTermOf(other)]
    if (ownTerm < 0 || otherTerm < 0) return false
    return ownTerm > otherTerm || (ownTerm === otherTerm && lastIndexOf(own) > lastIndexOf(other))
  }

  /** Whether the log of a server contradicts another one, or something committed is not in a majority of them (§5.3). */
  logsDiffer(states: Int32Array, server: number, past: number, commits: boolean): boolean {
    const own = states[server] as number
    for (let at = 0; at < this.#size; at++) {
      const state = states[at] as number
      if (this.#servers.at(state).shown === undefined) return false
      if (at !== server && !this.#match(own, state)) return true
    }
    // where members change the majority may be another one: what is committed is looked at once
    if (this.#membersChange && !commits) return this.#lacksOwn(own, past)
    return past !== BROKEN && this.#isOnFewDisks(states, past)
  }

  /** Whether a server takes other servers for members than one that has applied the same log (§6). */
  membersDiffer(states: Int32Array, server: number): boolean {
    if (!this.#membersChange) return false
    const settledIn = (at: number) => this.#servers.at(states[at] as number).shown?.settled
    const own = settledIn(server)
    if (own === undefined) return false
    for (let at = 0; at < this.#size; at++) {
      const other = settledIn(at)
      if (other !== undefined && membersDiffer(own, other)) return true
    }
    return false
  }

  /** Whether something committed is on the disks of no majority; as in the monitor of runs that is judged where all disks are known. */
  #isOnFewDisks(states: Int32Array, past: number): boolean {
    let lackedBySome = NONE
    for (let at = 0; at < this.#size; at++) {
      const lacked = this.#lackedBy(past, states[at] as number)
      if (lacked === UNKNOWN) return false
      lackedBySome |= lacked
    }
    for (let entry = 0; lackedBySome >> entry > 0; entry++) {
      let copies = 0
      for (let at = 0; at < this.#size; at++)
        copies += ((this.#lackedBy(past, states[at] as number) >> entry) & 1) === 0 ? 1 : 0
      if (2 * copies <= this.#size) return true
    }
    return false
  }

  /** Of the entries that are committed in a past, by bit, those that are not on the disk of a server in a state. */
  #lackedBy(past: number, state: number): number {
    const known = this.#lacking.get(past, state)
    if (known !== undefined) return known
    const { durable } = this.#servers.at(state).shown ?? {}
    const lacked = durable === undefined ? UNKNOWN : lackedBy(durable, this.#servers.pasts.committedIn(past))
    this.#lacking.set(past, state, lacked)
    return lacked
  }

  /** Whether a server has lost what it knows to be committed. */
  #lacksOwn(state: number, past: number): boolean {
    const { log, commitIndex } = this.#servers.at(state).shown ?? {}
    if (log === undefined || commitIndex === undefined || past === BROKEN) return false
    return this.#servers.pasts.committedIn(past).some((entry) => {
      if (entry === null || entry === undefined) return false
      const { index, term, digest } = entry
      return index <= commitIndex && !holds(log, index, term, digest)
    })
  }

  #match(one: number, other: number): boolean {
    const [less, more] = one < other ? [one, other] : [other, one]
    const known = this.#logsMatch.get(less, more)
    if (known !== undefined) return known === 1
    const [a, b] = [this.#servers.at(one).shown, this.#servers.at(other).shown]
    const match = a === undefined || b === undefined || logsMatch(a.log, b.log)
    this.#logsMatch.set(less, more, match ? 1 : 0)
    return match
  }
}

/** More are not counted: a search comes to far fewer. */
const MAX_ENTRIES = 30

const lackedBy = (disk: ShownLog, committed: ReturnType<ServerStates['pasts']['committedIn']>): number => {
  const entries = committed.filter((entry) => entry !== null && entry !== undefined)
  return entries
    .slice(0, MAX_ENTRIES)
    .reduce(
      (lacked, { index, term, digest }, at) =>
        holds(disk, index, term, digest) ? lacked : lacked | (1 << at),
      NONE,
    )
}
