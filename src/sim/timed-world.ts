import { impossible, present } from '../base/assert.ts'
import type { RandomStream } from '../base/random.ts'
import type { Micros, Millis } from '../base/time.ts'
import type { Json } from '../base/json.ts'
import { errors } from '../base/operation-error.ts'
import type { Lane } from '../subject/target.ts'
import type { Agenda } from './agenda.ts'
import type { Done } from './checked-outcome.ts'
import type { ClusterOptions } from './cluster-options.ts'
import { Cluster } from './cluster.ts'
import { endProcess } from './ended-process.ts'
import { EventQueue } from './event-queue.ts'
import { action, delivery, expiry, isTakenBack, syncDone, type SimEvent } from './sim-event.ts'
import { Latency } from './latency.ts'
import { COPIES_UP_TO, LimitReached, limitsFor, type Limits } from './limits.ts'
import { Network, type Envelope } from './network.ts'
import { Pace } from './pace.ts'
import type { Process, Timer } from './process.ts'
import type { StepDetail } from './recorder.ts'
import { spinText, stormText } from './storm-text.ts'
import { limitFailure } from './subject-failure.ts'
import type { WorldPlan } from './world-plan.ts'

export interface TimedWorldOptions extends Omit<ClusterOptions, 'agenda'> {
  readonly world: WorldPlan
  readonly limits?: Partial<Limits>
  /** Operations that clients begin a virtual second; the limits grow with it. Default 0. */
  readonly rate?: number
  /** Told of the virtual time now and then in a long run. */
  readonly onProgress?: (now: Micros) => void
}

/** A world driven by virtual time: what is due first happens first. */
export class TimedWorld implements Agenda {
  readonly cluster: Cluster
  readonly network: Network
  readonly #queue = new EventQueue()
  readonly #diskLatency: Latency
  readonly #clientLatency: Latency
  readonly #limits: Limits
  readonly #pace: Pace
  /** So long may the queue get until it is rid of what was taken back. */
  #purgeAt: number
  readonly #disks: RandomStream[]
  readonly #clients: RandomStream
  /** Extra time a sync takes, by server; set by the nemesis. */
  readonly slowness: Micros[]
  /** When the server's last sync completes: syncs complete in the order they were asked for. */
  readonly #lastSync: Micros[]
  #scheduled = 0
  /** Characters of all messages under way. */
  #flying = 0
  /** The step that gave the answer a client hears of now; 0 when it hears of none. */
  answeredIn = 0
  readonly #spin = (): string => spinText(this.cluster)
  /** Orders that come before all that are given to what is scheduled. */
  #ahead = -1e15

  constructor(options: TimedWorldOptions) {
    const { members, random } = options
    this.#diskLatency = new Latency({ distribution: 'exponential', ...options.world.disk })
    this.#clientLatency = new Latency(options.world.client)
    this.#limits = limitsFor(members.length, options.rate ?? 0, options.limits)
    this.#purgeAt = this.#limits.queue
    this.#pace = new Pace(this.#limits, options.onProgress)
    this.network = new Network(options.world.network, members.length, random.fork('network'))
    this.#disks = members.map((id) => random.fork(`disk/${id}`))
    this.#clients = random.fork('client-links')
    this.slowness = members.map(() => 0)
    this.#lastSync = members.map(() => 0)
    this.cluster = new Cluster({ ...options, agenda: this, ended: (process) => endProcess(this, process) })
  }

  get now(): Micros {
    return this.cluster.now
  }

  // ---- what comes later ----

  /** Does something of the world's own, `delay` from now. Returns a function that takes it back. */
  after(delay: Millis, act: () => void): () => void {
    const event = this.#schedule(action(this.now + Math.round(delay * 1000), this.#scheduled++, act))
    return () => {
      event.cancelled = true
    }
  }

  message(envelope: Envelope): void {
    const passage = this.network.send(envelope.from, envelope.to, this.now)
    if (passage.copy >= 0) envelope.again = true
    if (passage.lost !== undefined) this.cluster.recorder?.lost(envelope, passage.lost, passage.fault?.id)
    else this.#underWay(envelope, passage.arrival)
    if (passage.copy < 0 || this.#queue.size >= COPIES_UP_TO) return
    this.#underWay(envelope, passage.copy)
  }

  timer(timer: Timer): void {
    const { clock } = this.#process(timer.node)
    this.#schedule(expiry(this.now + clock.until(timer.due, this.now), this.#scheduled++, timer))
  }

  sync(process: Process, count: number, done: () => void): void {
    const { ordinal } = process
    const random = present(this.#disks[ordinal], 'the random numbers of a disk')
    const takes = this.#diskLatency.draw(random) + present(this.slowness[ordinal], 'the slowness of a disk')
    const at = Math.max(
      this.now + Math.max(1, takes),
      present(this.#lastSync[ordinal], 'the last sync of a disk'),
    )
    this.#lastSync[ordinal] = at
    const cause = this.cluster.step
    // Writes made durable by an earlier sync are gone from the front by then: count what is left of them.
    const upTo = this.#synced(ordinal) + count
    const synced = (): void =>
      this.cluster.synced(process, Math.max(0, upTo - this.#synced(ordinal)), done, cause)
    this.#schedule(syncDone(at, this.#scheduled++, process, synced))
  }

  #process(ordinal: number): Process {
    return present(this.cluster.processes[ordinal], 'a server')
  }

  /** How many writes of the server's present incarnation are durable. */
  #synced(ordinal: number): number {
    return this.#process(ordinal).disk.synced
  }

  /** A client's request travels to a server and the outcome back; silence when the server dies meanwhile. */
  submit(node: number, call: Json, done: Done, detail: StepDetail): void {
    const there = this.#clientLatency.draw(this.#clients)
    const back = this.#clientLatency.draw(this.#clients)
    const process = this.#process(node)
    const answer: Done = (outcome) => {
      const { step } = this.cluster
      this.after(back / 1000, () => {
        this.answeredIn = step
        done(outcome)
        this.answeredIn = 0
      })
    }
    const arrive = (): void => {
      if (process.status === 'down') answer({ type: 'fail', error: errors.serverDown })
      else if (process.status === 'up') this.cluster.submit(process, call, answer, detail)
      else process.waiting.push(arrive)
    }
    this.after(there / 1000, arrive)
  }

  #schedule(event: SimEvent): SimEvent {
    if (this.#queue.size >= this.#purgeAt) this.#purge()
    this.#queue.push(event)
    return event
  }

  /** What was taken back is no burden on anybody: only what is left counts. */
  #purge(): void {
    this.#queue.extract(isTakenBack)
    const { queue } = this.#limits
    if (this.#queue.size >= queue)
      this.cluster.floods.passed(stormText(this.cluster, this.#queue.size, queue))
    this.#purgeAt = Math.max(queue, 2 * this.#queue.size)
  }

  /** Does something at this very instant, before all else that is due. */
  soon(acts: readonly (() => void)[]): void {
    this.#pace.waited(this.now, acts.length)
    for (const act of acts) {
      this.#queue.push(action(this.now, this.#ahead++, act))
    }
  }

  #underWay(envelope: Envelope, arrival: Micros): void {
    this.#flying += envelope.size ?? 0
    this.cluster.floods.underWay(this.#process(envelope.from).id, this.#flying)
    this.#schedule(delivery(arrival, this.#scheduled++, envelope))
  }

  /** After a change of a server's clock: its timers fall due at other times. */
  retime(process: Process): void {
    const timers = this.#queue.extract((event) => event.timer !== undefined && event.node === process.ordinal)
    timers.sort((a, b) => a.order - b.order)
    for (const { timer } of timers) if (timer !== undefined && !timer.cancelled) this.timer(timer)
  }

  /** The pending timers of a server's present incarnation. */
  pendingTimers(process: Process): Timer[] {
    const { ordinal, incarnation } = process
    const events = this.#queue.extract(
      (event) => event.timer !== undefined && event.node === ordinal && event.incarnation === incarnation,
    )
    for (const event of events) this.#queue.push(event)
    return events.flatMap(({ timer }) => (timer === undefined || timer.cancelled ? [] : [timer]))
  }

  // ---- the run ----

  start(): void {
    for (const process of this.cluster.processes) this.cluster.start(process)
  }

  /** Runs until virtual time `until`, or until a property breaks. */
  run(until: Micros): void {
    const { cluster } = this
    try {
      while (cluster.violation === undefined && this.#next(until)) {
        // each turn is one event
      }
    } catch (error) {
      this.#stop(error)
    }
    if (cluster.violation === undefined) cluster.now = until
  }

  /**
   * As {@link run}, for a target that uses promises: `settle` waits until they have done what they can, and
   * tells which servers may have gone on meanwhile.
   */
  async runSettled(until: Micros, settle: () => Promise<readonly Process[]>): Promise<void> {
    const { cluster } = this
    try {
      do {
        for (const process of await settle()) cluster.look(process)
      } while (cluster.violation === undefined && this.#next(until))
    } catch (error) {
      this.#stop(error)
    }
    if (cluster.violation === undefined) cluster.now = until
  }

  /** As {@link run}, in turn with others. True: a server is asked; to be called again once it is answered. */
  turn(until: Micros, lane: Lane): boolean {
    const { cluster } = this
    try {
      if (lane.isAsking) cluster.answered()
      do if (lane.isAsking) return true
      while (cluster.violation === undefined && this.#next(until))
    } catch (error) {
      this.#stop(error)
    }
    if (cluster.violation === undefined) cluster.now = until
    return false
  }

  #stop(error: unknown): void {
    if (!(error instanceof LimitReached)) throw error
    this.cluster.breaches.report(limitFailure(error, this.cluster.step, this.now))
  }

  #next(until: Micros): boolean {
    const event = this.#queue.peek()
    if (event === undefined || event.time > until) return false
    this.#queue.pop()
    if (event.envelope !== undefined) this.#flying -= event.envelope.size ?? 0
    if (this.#flying < 0) impossible(`${this.#flying} characters are under way`)
    if (isTakenBack(event)) return true
    const { cluster } = this
    this.#pace.event(event.time, cluster.step, this.#spin)
    if (event.time > cluster.now) cluster.now = event.time
    this.#happen(event)
    return true
  }

  #happen(event: SimEvent): void {
    const { cluster } = this
    if (event.node < 0) {
      event.act?.()
      return
    }
    const process = this.#process(event.node)
    if (event.envelope !== undefined) this.#arrive(process, event.envelope)
    else if (event.incarnation !== process.incarnation || process.status === 'down') return
    // a server that is starting may need its disk and its timers to finish
    else if (process.status === 'paused') this.#waitsFor(process, event)
    else if (event.timer !== undefined) {
      // taken back while it waited for its paused server
      if (event.timer.cancelled) return
      event.timer.cancelled = true
      cluster.fire(event.timer)
    } else event.act?.()
  }

  #arrive(process: Process, envelope: Envelope): void {
    const cut = this.network.cutNow(envelope.from, envelope.to)
    if (cut !== undefined) this.cluster.recorder?.lost(envelope, 'partition', cut.id)
    else if (process.status === 'up') this.cluster.deliver(envelope)
    else if (process.status === 'down') this.cluster.recorder?.lost(envelope, 'receiver down', undefined)
    else this.#reaches(process, envelope)
  }

  // Closures stand apart: a function that makes one somewhere pays for it whenever it is called.
  #waitsFor(process: Process, event: SimEvent): void {
    process.waiting.push(() => this.#happen(event))
  }

  #reaches(process: Process, envelope: Envelope): void {
    process.waiting.push(() => this.#arrive(process, envelope))
  }
}
