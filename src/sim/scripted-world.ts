import { elementAt } from '../base/element-at.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Json } from '../base/json.ts'
import type { Micros } from '../base/time.ts'
import type { Decision } from '../record/decision.ts'
import type { Agenda } from './agenda.ts'
import type { Done } from './checked-outcome.ts'
import type { ClusterOptions } from './cluster-options.ts'
import { Cluster } from './cluster.ts'
import { InFlight, inFlightLike } from './in-flight.ts'
import { LimitReached } from './limits.ts'
import type { Envelope } from './network.ts'
import { PendingTimers } from './pending-timers.ts'
import type { Process, Timer } from './process.ts'
import type { StepDetail } from './recorder.ts'
import { limitFailure } from './subject-failure.ts'

/** Virtual time that passes with each decision, so that a trace has an order in time as well. */
const TICK = 1000

/** A scripted run ends where a subject floods the pools. */
const MAX_IN_FLIGHT = 20_000

type Deliver = Extract<Decision, { readonly do: 'deliver' }>
type Fire = Extract<Decision, { readonly do: 'fire' }>

/** What a world without a clock could do next. */
export interface Possible {
  readonly deliveries: readonly Deliver[]
  readonly timers: readonly Fire[]
  readonly up: readonly NodeId[]
  readonly down: readonly NodeId[]
}

interface PendingSync {
  readonly incarnation: number
  readonly upTo: number
  readonly done: () => void
  readonly cause: number
}

/**
 * A world driven by decisions: messages, timers and syncs wait in pools until they are picked. Time only
 * moves as far as a timer that fires needs it to.
 */
export class ScriptedWorld implements Agenda {
  readonly cluster: Cluster
  readonly #inFlight: InFlight[][]
  readonly #timers: PendingTimers[]
  readonly #syncs: PendingSync[][]
  /** Servers that an exception of the decision under way has ended. */
  readonly #ended = new Set<Process>()
  #pooled = 0
  #size = 0

  constructor(options: Omit<ClusterOptions, 'agenda'>) {
    const size = options.members.length
    this.#inFlight = Array.from({ length: size * size }, () => [])
    this.#timers = options.members.map(() => new PendingTimers())
    this.#syncs = options.members.map(() => [])
    this.cluster = new Cluster({
      ...options,
      agenda: this,
      ended: (process) => void this.#ended.add(process),
    })
  }

  message(envelope: Envelope): void {
    const { floods, members, target } = this.cluster
    if (++this.#pooled > MAX_IN_FLIGHT) floods.passed(`more than ${MAX_IN_FLIGHT} messages were sent`)
    this.#size += envelope.size ?? 0
    floods.underWay(elementAt(members, envelope.from), this.#size)
    envelope.again = true
    this.#pool(envelope.from, envelope.to).push(new InFlight(envelope, target))
  }

  timer(timer: Timer): void {
    elementAt(this.#timers, timer.node).add(timer)
  }

  sync(process: Process, count: number, done: () => void): void {
    const upTo = process.disk.synced + count
    elementAt(this.#syncs, process.ordinal).push({
      incarnation: process.incarnation,
      upTo,
      done,
      cause: this.cluster.step,
    })
  }

  #pool(from: number, to: number): InFlight[] {
    return elementAt(this.#inFlight, from * this.cluster.members.length + to)
  }

  start(): void {
    for (const process of this.cluster.processes)
      this.#decide(process, false, () => this.cluster.start(process))
  }

  /** Starts one server alone: the others never begin, and what it sends arrives nowhere. */
  startAlone(node: NodeId): void {
    const process = this.cluster.processOf(node)
    if (process !== undefined) this.#decide(process, false, () => this.cluster.start(process))
  }

  /** What was sent since the last time that this was asked, oldest first. It is under way no more. */
  takeSent(): Envelope[] {
    const sent = this.#inFlight.flat().map(({ envelope }) => envelope)
    for (const pool of this.#inFlight) pool.length = 0
    this.#pooled = this.#size = 0
    return sent.toSorted((a, b) => a.id - b.id)
  }

  /** A message arrives that was sent in another world. */
  arrive(from: NodeId, to: NodeId, message: Json, hold: boolean): void {
    const sender = this.cluster.processOf(from)
    const receiver = this.cluster.processOf(to)
    if (sender === undefined || receiver?.status !== 'up') return
    const id = this.cluster.messages++
    const envelope = { id, from: sender.ordinal, to: receiver.ordinal, message, sentIn: this.cluster.step }
    this.#tick()
    this.#decide(receiver, hold, () => this.cluster.deliver({ ...envelope, again: true }))
  }

  // ---- decisions; each tells whether it could be carried out ----

  deliver(from: NodeId, to: NodeId, fingerprint: string, again: boolean, hold: boolean): boolean {
    const sender = this.cluster.processOf(from)
    const receiver = this.cluster.processOf(to)
    if (sender === undefined || receiver?.status !== 'up') return false
    const pool = this.#pool(sender.ordinal, receiver.ordinal).filter((one) => one.arrived === again)
    const found = inFlightLike(pool, fingerprint, 'oldest')
    if (found === undefined) return false
    found.arrived = true
    this.#tick()
    this.#decide(receiver, hold, () => this.cluster.deliver(found.envelope))
    return true
  }

  fire(node: NodeId, name: string, hold: boolean): boolean {
    const process = this.cluster.processOf(node)
    if (process?.status !== 'up') return false
    const timer = elementAt(this.#timers, process.ordinal).first(process.incarnation, name)
    if (timer !== undefined) this.#fire(process, timer, hold)
    return timer !== undefined
  }

  /** Lets some time pass: timers fire in the order in which they are due, and nothing arrives. */
  rest(micros: Micros): void {
    const until = this.cluster.now + micros
    while (this.cluster.violation === undefined) {
      const waits = this.cluster.processes.flatMap((process) => {
        const timer = elementAt(this.#timers, process.ordinal).first(process.incarnation)
        if (process.status !== 'up' || timer === undefined) return []
        return [{ process, timer, wait: process.clock.until(timer.due, this.cluster.now + TICK) }]
      })
      const next = waits.toSorted((a, b) => a.wait - b.wait)[0]
      if (next === undefined || this.cluster.now + TICK + next.wait > until) return
      this.#fire(next.process, next.timer, false)
    }
  }

  #fire(process: Process, timer: Timer, hold: boolean): void {
    timer.cancelled = true
    this.#tick()
    this.cluster.now += process.clock.until(timer.due, this.cluster.now)
    this.#decide(process, hold, () => this.cluster.fire(timer))
  }

  submit(node: NodeId, call: Json, done: Done, detail: StepDetail, hold: boolean): boolean {
    const process = this.cluster.processOf(node)
    if (process?.status !== 'up') return false
    this.#tick()
    this.#decide(process, hold, () => this.cluster.submit(process, call, done, detail))
    return true
  }

  syncNow(node: NodeId, hold: boolean): boolean {
    const process = this.cluster.processOf(node)
    if (process?.status !== 'up') return false
    const sync = this.#takeSync(process)
    if (sync === undefined) return false
    this.#tick()
    this.#decide(process, hold, () => {
      this.cluster.synced(process, Math.max(0, sync.upTo - process.disk.synced), sync.done, sync.cause)
    })
    return true
  }

  crash(node: NodeId, kept: readonly number[]): boolean {
    const process = this.cluster.processOf(node)
    if (process === undefined || process.status === 'down') return false
    this.#tick()
    this.#crash(process, kept)
    return true
  }

  restart(node: NodeId, hold: boolean): boolean {
    const process = this.cluster.processOf(node)
    if (process?.status !== 'down') return false
    this.#tick()
    this.#decide(process, hold, () => this.cluster.start(process, 'restart'))
    return true
  }

  /** What could be decided next, beside requests: of each link the oldest and the newest message under way. */
  possible(): Possible {
    const { members, processes } = this.cluster
    const deliveries: Deliver[] = []
    for (const [from, sender] of members.entries()) {
      for (const [to, receiver] of members.entries()) {
        if (processes[to]?.status !== 'up') continue
        const underWay = this.#pool(from, to).filter(({ arrived }) => !arrived)
        for (const { fingerprint: message } of new Set(
          [underWay[0], underWay.at(-1)].flatMap((one) => one ?? []),
        ))
          deliveries.push({ do: 'deliver', from: sender, to: receiver, message })
      }
    }
    const timers = processes.flatMap(({ status, incarnation, ordinal, id }): Fire[] => {
      if (status !== 'up') return []
      const names = elementAt(this.#timers, ordinal).names(incarnation)
      return names.map((timer) => ({ do: 'fire', node: id, timer }))
    })
    const named = (wanted: Process['status']): NodeId[] =>
      processes.flatMap(({ status, id }) => (status === wanted ? [id] : []))
    return { deliveries, timers, up: named('up'), down: named('down') }
  }

  /**
   * The newest message under way on a link, where a decision can tell it from those before it: what a canonical form leaves
   * out, such as the number of a round, is what may make it another message.
   */
  newest(from: NodeId, to: NodeId): Deliver | undefined {
    const underWay = this.#underWay(from, to)
    const last = underWay.at(-1)
    const first = underWay.find(({ fingerprint }) => fingerprint === last?.fingerprint)
    if (first === undefined || last === undefined) return undefined
    const isSame = first === last || first.body === last.body
    return isSame ? { do: 'deliver', from, to, message: last.fingerprint } : undefined
  }

  /** The decision about the message under way that has its fingerprint, or else about the newest of its kind. */
  alike(decision: Deliver): Deliver | undefined {
    const found = inFlightLike(this.#underWay(decision.from, decision.to), decision.message, 'newest')
    return found && { ...decision, message: found.fingerprint }
  }

  #underWay(from: NodeId, to: NodeId): readonly InFlight[] {
    const sender = this.cluster.processOf(from)
    const receiver = this.cluster.processOf(to)
    if (sender === undefined || receiver === undefined) return []
    return this.#pool(sender.ordinal, receiver.ordinal).filter(({ arrived }) => !arrived)
  }

  // ---- inside a decision ----

  #tick(): void {
    this.cluster.now += TICK
  }

  #crash(process: Process, kept: readonly number[]): void {
    this.cluster.crash(process, kept)
    this.#syncs[process.ordinal] = []
  }

  /** Carries a decision out; unless held, the server's disk then syncs at once, as part of the same step. */
  #decide(process: Process, hold: boolean, act: () => void): void {
    try {
      act()
      if (!hold) this.#syncAll(process)
      for (const one of this.#ended) if (one.status !== 'down') this.#crash(one, one.disk.everyUnsynced)
      this.#ended.clear()
    } catch (error) {
      if (!(error instanceof LimitReached)) throw error
      this.cluster.breaches.report(limitFailure(error, this.cluster.step, this.cluster.now))
    }
  }

  #syncAll(process: Process): void {
    for (let sync = this.#takeSync(process); sync !== undefined; sync = this.#takeSync(process)) {
      if (this.cluster.violation !== undefined) return
      this.cluster.settle(process, Math.max(0, sync.upTo - process.disk.synced), sync.done)
    }
  }

  #takeSync(process: Process): PendingSync | undefined {
    const syncs = elementAt(this.#syncs, process.ordinal)
    while (syncs.length > 0) {
      const sync = syncs.shift() as PendingSync
      if (sync.incarnation === process.incarnation && process.status === 'up') return sync
    }
    return undefined
  }
}
