import { impossible, present } from '../base/assert.ts'
import type { Json } from '../base/json.ts'
import type { Ppm, RandomStream } from '../base/random.ts'
import type { Micros } from '../base/time.ts'
import type { Disturbance, FaultStatistics, UnderWay } from '../subject/fault-surface.ts'
import { Latency, type LatencyPlan } from './latency.ts'

/** What the network does by itself, without a fault. */
export interface NetworkPlan {
  readonly latency: LatencyPlan
  readonly drop: Ppm
  readonly duplicate: Ppm
  /** Whether messages of a link arrive in the order they were sent. */
  readonly fifo: boolean
}

/** A message on its way. */
export interface Envelope {
  readonly id: number
  readonly from: number
  readonly to: number
  readonly message: Json
  /** Whether it may arrive again: then a receiver that writes to it must not change what the next one gets. */
  again?: boolean
  /** Characters of the message as JSON; 0 where it is passed by reference. */
  readonly size?: number
  /** Step whose handling sent it. */
  readonly sentIn: number
}

/** What becomes of a message: when it arrives, twice if duplicated; or why it does not. */
export interface Passage {
  arrival: Micros
  /** Arrival of a second copy; -1 without one. */
  copy: Micros
  /** Why it is lost; undefined when it arrives. */
  lost: 'partition' | 'loss' | undefined
  /** The fault that cut, delayed or duplicated it. */
  fault: FaultStatistics | undefined
}

class Link {
  readonly random: RandomStream
  cuts: { statistics: FaultStatistics; underWay: UnderWay }[] = []
  disturbances: { what: Disturbance; statistics: FaultStatistics }[] = []
  lastArrival: Micros = 0

  constructor(random: RandomStream) {
    this.random = random
  }
}

/** Directed links between servers. Each draws from a stream of its own, and faults from yet another. */
export class Network {
  // one by one: plans are of many shapes, and these are read for each message
  readonly #latency: Latency
  readonly #drop: Ppm
  readonly #duplicate: Ppm
  readonly #fifo: boolean
  readonly #size: number
  readonly #links: Link[] = []
  readonly #faults: RandomStream
  readonly #passage: Passage = { arrival: 0, copy: -1, lost: undefined, fault: undefined }

  constructor(plan: NetworkPlan, size: number, random: RandomStream) {
    this.#latency = new Latency(plan.latency)
    this.#drop = plan.drop
    this.#duplicate = plan.duplicate
    this.#fifo = plan.fifo
    this.#size = size
    for (let link = 0; link < size * size; link++) this.#links.push(new Link(random.fork(`link/${link}`)))
    this.#faults = random.fork('faults')
  }

  #link(from: number, to: number): Link {
    return present(this.#links[from * this.#size + to], 'a link')
  }

  /** Decides the fate of a message sent now. The object returned is reused by the next call. */
  send(from: number, to: number, now: Micros): Passage {
    const link = this.#link(from, to)
    const passage = this.#passage
    passage.copy = -1
    passage.lost = undefined
    passage.fault = undefined
    // Drawn even when the message is then lost: a cut must not shift the delays that come after it.
    let travel = this.#latency.draw(link.random)
    const lost = link.random.ppm(this.#drop)
    const copyTravel = link.random.ppm(this.#duplicate) ? this.#latency.draw(link.random) : -1
    const cut = link.cuts[0]?.statistics
    if (cut !== undefined) {
      cut.count('messagesCut')
      passage.lost = 'partition'
      passage.fault = cut
      return passage
    }
    if (lost) passage.lost = 'loss'
    if (copyTravel >= 0) passage.copy = now + travel + copyTravel
    if (link.disturbances.length > 0) travel = this.#disturb(link, travel, now, passage)
    passage.arrival = now + travel
    if (this.#fifo) this.#keepOrder(link, passage)
    if (!(passage.arrival >= now && (passage.copy === -1 || passage.copy >= now)))
      impossible(`a message sent at ${now} arrives at ${passage.arrival}, its copy at ${passage.copy}`)
    return passage
  }

  /** What arrives waits for what was sent before it, a second copy as well. */
  #keepOrder(link: Link, passage: Passage): void {
    if (passage.lost === undefined) {
      passage.arrival = Math.max(passage.arrival, link.lastArrival)
      link.lastArrival = passage.arrival
    }
    if (passage.copy >= 0) passage.copy = Math.max(passage.copy, link.lastArrival)
  }

  #disturb(link: Link, travel: Micros, now: Micros, passage: Passage): Micros {
    const random = this.#faults
    let total = travel
    for (const { what, statistics } of link.disturbances) {
      if (random.ppm(what.drop ?? 0)) {
        statistics.count('messagesDropped')
        passage.lost = 'loss'
        passage.fault = statistics
      }
      const low = (what.delayLow ?? 0) * 1000
      const high = Math.max(low, (what.delayHigh ?? 0) * 1000)
      if (high > 0) {
        total += random.int(low, high)
        statistics.count('messagesDelayed')
        passage.fault ??= statistics
      }
      if (random.ppm(what.reorder ?? 0)) {
        total += random.int(0, (what.reorderWithin ?? 0) * 1000)
        statistics.count('messagesReordered')
        passage.fault ??= statistics
      }
      if (random.ppm(what.duplicate ?? 0)) {
        passage.copy = now + total + random.int(0, (what.duplicateWithin ?? 0) * 1000)
        statistics.count('messagesDuplicated')
        passage.fault ??= statistics
      }
    }
    return total
  }

  /** The fault that cuts the link also for what was sent before, counted. */
  cutNow(from: number, to: number): FaultStatistics | undefined {
    const { cuts } = this.#link(from, to)
    if (cuts.length === 0) return undefined
    const cut = cuts.find(({ underWay }) => underWay === 'lost')?.statistics
    cut?.count('messagesCut')
    return cut
  }

  cut(from: number, to: number, statistics: FaultStatistics, underWay: UnderWay): void {
    this.#link(from, to).cuts.push({ statistics, underWay })
  }

  mend(from: number, to: number, statistics: FaultStatistics): void {
    const link = this.#link(from, to)
    link.cuts = link.cuts.filter((one) => one.statistics !== statistics)
  }

  disturb(from: number, to: number, what: Disturbance, statistics: FaultStatistics): void {
    this.#link(from, to).disturbances.push({ what, statistics })
  }

  calm(from: number, to: number, statistics: FaultStatistics): void {
    const link = this.#link(from, to)
    link.disturbances = link.disturbances.filter((one) => one.statistics !== statistics)
  }
}
