import { defined } from '../base/defined.ts'
import { elementAt } from '../base/element-at.ts'
import { canonicalJson, type Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Decision, Script } from '../record/decision.ts'
import { housekeeping } from '../record/judged-history.ts'
import { kindOfFingerprint } from '../sim/fingerprint.ts'
import type { Call } from '../workload/index.ts'
import { boundNames, MAX_BOUND, packed, type Bounds } from './bounds.ts'
import type { ClientCall } from './client-calls.ts'
import type { ClientHistories } from './client-histories.ts'
import { ClusterInputs } from './cluster-inputs.ts'
import { GrowingNumbers } from './growing.ts'
import type { PathEvent } from './path.ts'
import type { StateInRun } from './search-scope.ts'
import type { ServerStates } from './server-states.ts'
import { BUDGET, OTHERS, Successors, type StateAt } from './successors.ts'
import { isLate } from './under-way.ts'

/** An event of a run that is followed elsewhere, where messages may have other contents. */
export interface Waypoint {
  readonly server: number
  readonly what:
    | {
        readonly type: 'deliver'
        readonly from: number
        readonly message: string
        /** It arrives again later, so that it stays under way. */
        readonly stays: boolean
      }
    | { readonly type: 'fire'; readonly timer: string }
    | {
        readonly type: 'call'
        /** Its text: of the client that is next, or, `again`, of one that has called. */
        readonly call: string
        readonly again: boolean
        readonly acknowledged?: number
        /** No answer is waited for. */
        readonly isUnheard?: true
      }
    | { readonly type: 'restart' }
  readonly hold: boolean
}

/** A state as words. `isTakenUp`: the first event must be possible there; without it others begin with the next one. */
interface Begin {
  readonly words: Int32Array
  readonly length: number
  readonly isTakenUp?: boolean
}

/** Nothing is left out because there would be too much of it. */
const anything = Object.fromEntries(boundNames.map((name) => [name, MAX_BOUND])) as Bounds

/** Follows runs event by event through the states of a search: a run that is followed once costs little the next time. */
export class Retrace {
  /** Events that were followed. */
  events = 0
  readonly #servers: ServerStates
  readonly #histories: ClientHistories
  readonly #inputs: ClusterInputs
  readonly #successors: Successors
  readonly #size: number
  readonly #words = new GrowingNumbers()
  /** Of calls, by number. */
  readonly #texts: readonly string[]

  constructor(servers: ServerStates, histories: ClientHistories) {
    this.#servers = servers
    this.#histories = histories
    this.#inputs = new ClusterInputs(servers)
    this.#successors = new Successors(servers, histories)
    this.#size = servers.members.length
    this.#texts = servers.calls.map(textOf)
  }

  /**
   * Follows events from a state, by default from the begin of all. What cannot happen there, or changes nothing, is left out. `reached` is told each state.
   * @returns the events up to the last that seems to break a property; undefined: none does.
   */
  follow(
    events: readonly Waypoint[],
    from?: Begin,
    reached?: (words: Int32Array, event: PathEvent) => void,
  ): readonly PathEvent[] | undefined {
    const { scratch } = this.#successors
    this.#words.clear()
    if (from === undefined) {
      this.#successors.begin(anything)
      this.#words.pushAll(scratch, this.#successors.length)
    } else {
      this.#words.pushAll(from.words, from.length)
      this.#words.set(this.#size + BUDGET, packed(anything))
    }
    const path: PathEvent[] = []
    let suspect = 0
    for (const { server, what, hold } of events) {
      const state = { words: this.#words, from: 0, length: this.#words.length }
      const found = this.#inputOf(state, server, what)
      if (path.length === 0 && from?.isTakenUp === true && found === undefined) return undefined
      if (found === undefined) continue
      this.events++
      const input = hold ? this.#inputs.held(found.input) : found.input
      const budget = this.#words.at(this.#size + BUDGET)
      const fires = what.type === 'fire'
      const after = this.#successors.follow(state, server, input, budget, found.gone, fires)
      if (after === 'same') continue
      path.push({ server, input })
      if (after === 'suspect') suspect = path.length
      if (after === 'cut') break
      this.#words.clear()
      this.#words.pushAll(scratch, this.#successors.length)
      reached?.(scratch.slice(0, this.#successors.length), { server, input })
    }
    return suspect === 0 ? undefined : path.slice(0, suspect)
  }

  /** The states through which a run goes, the begin first. */
  statesOf(events: readonly Waypoint[]): readonly StateInRun[] {
    this.#successors.begin(anything)
    const { scratch, length } = this.#successors
    const states: StateInRun[] = [{ words: scratch.slice(0, length), path: [] }]
    this.follow(events, undefined, (words, event) => {
      states.push({ words, path: [...elementAt(states, states.length - 1).path, event] })
    })
    return states
  }

  #inputOf(
    state: StateAt,
    server: number,
    what: Waypoint['what'],
  ): { readonly input: number; readonly gone: number } | undefined {
    switch (what.type) {
      case 'deliver': {
        const at = this.#underWay(state, server, what)
        if (at < 0) return undefined
        return { input: this.#inputs.arrivalOf(state.words.at(at) >> 1), gone: what.stays ? -1 : at }
      }
      case 'fire': {
        const input = this.#servers.inputNumber({ type: 'fire', timer: what.timer, hold: false })
        const { timers } = this.#servers.at(state.words.at(server))
        return timers.includes(input) ? { input, gone: -1 } : undefined
      }
      case 'call':
        return this.#callIn(state, what)
      case 'restart':
        return { input: this.#inputs.restart, gone: -1 }
    }
  }

  /** A call that never was taken is sent for the first time where it is to be sent again. */
  #callIn(
    state: StateAt,
    { call: text, again, acknowledged, isUnheard }: Extract<Waypoint['what'], { readonly type: 'call' }>,
  ): { readonly input: number; readonly gone: number } | undefined {
    const history = this.#successors.historyOf(state)
    if (again) {
      const among = isUnheard ? this.#histories.calledIn(history) : this.#histories.openIn(history)
      const operation = among.findLast((one) => this.#texts[one] === text)
      if (operation !== undefined) {
        const said = defined({ acknowledged, isUnheard })
        const input = this.#servers.inputNumber({ type: 'submit', operation, again, hold: false, ...said })
        return { input, gone: -1 }
      }
    }
    const client = this.#histories.clientsOf(history)
    const operation = this.#servers.calls.findIndex(
      (one, at) => one.client === client && this.#texts[at] === text,
    )
    if (operation < 0) return undefined
    return { input: this.#inputs.callOf(operation), gone: -1 }
  }

  /** Where the message stands, or the newest of its kind; -1: there is none. */
  #underWay(
    { words, length }: StateAt,
    server: number,
    { from, message }: Extract<Waypoint['what'], { readonly type: 'deliver' }>,
  ): number {
    let alike = -1
    const kind = kindOfFingerprint(message)
    for (let at = this.#size + OTHERS; at < length; at++) {
      const other = this.#servers.messages.at(words.at(at) >> 1)
      if (other.from !== from || other.to !== server) continue
      if (other.fingerprint === message) return at
      if (kindOfFingerprint(other.fingerprint) !== kind) continue
      if (alike < 0 || !isLate(words.at(at)) || isLate(words.at(alike))) alike = at
    }
    return alike
  }
}

type Asked = Pick<ClientCall, 'call' | 'as'>

const textOf = ({ call, as }: Asked): string =>
  canonicalJson({ call: call as Json, ...(as !== undefined && { as: { ...as } }) })

/** What the calls of a script are, one after the other. */
export type CallsOfScript = (script: Script) => readonly Asked[]

/**
 * Each call as one of a client of its own: by far the fewest states. Not for an operator's calls, which change what a majority is and stand
 * outside sessions, nor where a request has a number.
 */
export function isOfPlainCalls(script: Script): boolean {
  return script.every((one) => {
    if (one.do === 'retry') return one.call === undefined && one.acknowledged === undefined
    if (one.do !== 'submit') return true
    if (housekeeping.has((one.call as Call).f)) return false
    return one.session === undefined && one.sequence === undefined && one.acknowledged === undefined
  })
}

export const plainCalls: CallsOfScript = (script) =>
  script.flatMap((one) => (one.do === 'submit' ? [{ call: one.call as Call }] : []))

/** Each call with its number in its session, as servers see it. */
export const numberedCalls: CallsOfScript = (script) => {
  const last = new Map<number, number>()
  return script.flatMap((one) => {
    if (one.do !== 'submit') return []
    const call = one.call as Call
    if (housekeeping.has(call.f) && call.f !== 'status') return [{ call }]
    const { session = one.client, acknowledged } = one
    const { sequence = (last.get(session) ?? 0) + 1 } = one
    last.set(session, Math.max(sequence, last.get(session) ?? 0))
    return [{ call, as: { session, sequence, ...defined({ acknowledged }) } }]
  })
}

/** What clients may call who make these calls, one each, in any order. */
export function callsInAnyOrder(calls: readonly Asked[]): readonly ClientCall[] {
  const distinct = [...new Map(calls.map((one) => [textOf(one), one])).values()]
  return calls.flatMap((_, client) => distinct.map((one) => ({ client, ...one })))
}

/** The events of a script, to be followed. */
export function waypointsOf(
  script: Script,
  members: readonly NodeId[],
  callsOf: CallsOfScript,
): readonly Waypoint[] {
  const points: Waypoint[] = []
  const texts = callsOf(script).map(textOf)
  const begun = new Map<number, { readonly plain: string; readonly call: string }[]>()
  let calls = 0
  for (const [at, one] of script.entries()) {
    const server = members.indexOf(one.do === 'deliver' ? one.to : one.node)
    const hold = 'hold' in one && one.hold === true
    switch (one.do) {
      case 'deliver': {
        const { message } = one
        const from = members.indexOf(one.from)
        const stays = script.slice(at + 1).some((later) => isSameAgain(one, later))
        points.push({ server, what: { type: 'deliver', from, message, stays }, hold })
        break
      }
      case 'fire':
        points.push({ server, what: { type: 'fire', timer: one.timer }, hold })
        break
      case 'submit': {
        const call = elementAt(texts, calls++)
        const own = begun.get(one.client) ?? []
        begun.set(one.client, [...own, { plain: canonicalJson(one.call), call }])
        points.push({ server, what: { type: 'call', call, again: false }, hold })
        break
      }
      case 'retry': {
        const own = begun.get(one.client) ?? []
        const wanted = one.call === undefined ? undefined : canonicalJson(one.call)
        const call = own.findLast(({ plain }) => wanted === undefined || plain === wanted)?.call
        if (call === undefined) break
        const { acknowledged } = one
        const said = {
          ...defined({ acknowledged }),
          ...(wanted !== undefined && { isUnheard: true as const }),
        }
        points.push({ server, what: { type: 'call', call, again: true, ...said }, hold })
        break
      }
      case 'restart':
        points.push({ server, what: { type: 'restart' }, hold: false })
        break
      case 'crash':
      case 'sync':
        break
    }
  }
  return points
}

const isSameAgain = (one: Extract<Decision, { readonly do: 'deliver' }>, later: Decision): boolean =>
  later.do === 'deliver' &&
  later.again === true &&
  later.from === one.from &&
  later.to === one.to &&
  later.message === one.message
