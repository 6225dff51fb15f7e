import { BROKEN } from './past.ts'
import type { ServerStates, Transition } from './server-states.ts'
import { holds, lastIndexOf, lastTermOf, logsMatch, type ShownState } from './shown-state.ts'

/** What the states of several servers must keep at the same moment. `states`: the state of each, by number. */
export class ClusterChecks {
  readonly #servers: ServerStates
  readonly #size: number
  readonly #membersChange: boolean
  readonly #logsMatch = new Map<number, boolean>()

  constructor(servers: ServerStates) {
    this.#servers = servers
    this.#membersChange = servers.calls.some(({ call }) => call.f === 'reconfigure')
    this.#size = servers.members.length
  }

  /** Whether it votes for a candidate whose log, if it still is one, is less up to date than its own (§5.4.1). */
  votesWrongly(states: Int32Array, { votesFor, next }: Transition): boolean {
    if (votesFor === undefined) return false
    const voter = this.#servers.at(next).shown
    const candidate = this.#servers.at(states[votesFor] as number).shown
    if (voter === undefined || candidate?.currentTerm !== voter.currentTerm || candidate === voter)
      return false
    const [own, other] = [voter.log, candidate.log]
    const [ownTerm, otherTerm] = [lastTermOf(own), lastTermOf(other)]
    if (ownTerm < 0 || otherTerm < 0) return false
    return ownTerm > otherTerm || (ownTerm === otherTerm && lastIndexOf(own) > lastIndexOf(other))
  }

  /** Whether the log of a server contradicts another one, or something committed is not in a majority of them (§5.3). */
  logsDiffer(states: Int32Array, server: number, past: number, commits: boolean): boolean {
    const own = states[server] as number
    const shown: ShownState[] = []
    for (let at = 0; at < this.#size; at++) {
      const state = states[at] as number
      const other = this.#servers.at(state).shown
      if (other === undefined) return false
      shown.push(other)
      if (at !== server && !this.#match(own, state)) return true
    }
    const disks = shown.flatMap(({ durable }) => durable ?? [])
    // as the monitor of runs: majorities of disks are judged where all disks are known
    // where members change the majority may be another one: what is committed is looked at once
    if (this.#membersChange && !commits) return this.#lacksOwn(own, past)
    if (past === BROKEN || disks.length < this.#size) return false
    return this.#servers.pasts.committedIn(past).some((entry) => {
      if (entry === null || entry === undefined) return false
      const { index, term, digest } = entry
      const copies = disks.filter((disk) => holds(disk, index, term, digest)).length
      return 2 * copies <= this.#size
    })
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
    const key = Math.min(one, other) * 0x400_0000 + Math.max(one, other)
    const known = this.#logsMatch.get(key)
    if (known !== undefined) return known
    const [a, b] = [this.#servers.at(one).shown, this.#servers.at(other).shown]
    const match = a === undefined || b === undefined || logsMatch(a.log, b.log)
    this.#logsMatch.set(key, match)
    return match
  }
}
