import type { NodeId } from '../../base/node-id.ts'
import type { RandomStream } from '../../base/random.ts'
import type { Millis } from '../../base/time.ts'
import type { Disturbance, FaultStatistics } from '../../subject/fault-surface.ts'

/**
 * What a cut does. `stall`: bytes wait on this side and pass when the link is mended, as under packet loss
 * that TCP makes good. `reset`: connections that would use the link break.
 */
export type CutStyle = 'stall' | 'reset'

/** What becomes of a piece of a stream. */
export interface Passage {
  /** How much longer it takes. */
  readonly delay: Millis
  /** The connection breaks in its place. */
  readonly reset: boolean
}

/** TCP sends a lost segment again after its retransmission timeout: 200 ms at the least on Linux, then doubled. */
const RETRANSMISSION: Millis = 200
const MAX_RETRANSMISSIONS = 2
/** Of the losses, in parts per million, those after which the connection breaks. */
const BROKEN_BY_LOSS = 250_000

const untouched: Passage = { delay: 0, reset: false }

/**
 * One direction between two servers: whatever one sends to the other, over any connection, whoever opened
 * it. Several faults may hold it at the same time.
 */
export class Link {
  readonly from: NodeId
  readonly to: NodeId
  readonly #random: RandomStream
  readonly #watchers = new Set<() => void>()
  #cuts: { readonly statistics: FaultStatistics; readonly style: CutStyle }[] = []
  #disturbances: { readonly statistics: FaultStatistics; readonly what: Disturbance }[] = []

  constructor(from: NodeId, to: NodeId, random: RandomStream) {
    this.from = from
    this.to = to
    this.#random = random
  }

  /** Of several cuts the hardest counts. */
  get state(): 'open' | CutStyle {
    if (this.#cuts.length === 0) return 'open'
    return this.#cuts.some(({ style }) => style === 'reset') ? 'reset' : 'stall'
  }

  /** Calls back after each cut, mending and calming. Returns what ends it. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  cut(statistics: FaultStatistics, style: CutStyle): void {
    this.#cuts.push({ statistics, style })
    this.#notify()
  }

  mend(statistics: FaultStatistics): void {
    this.#cuts = this.#cuts.filter((cut) => cut.statistics !== statistics)
    this.#notify()
  }

  disturb(statistics: FaultStatistics, what: Disturbance): void {
    this.#disturbances.push({ statistics, what })
  }

  calm(statistics: FaultStatistics): void {
    this.#disturbances = this.#disturbances.filter((one) => one.statistics !== statistics)
    this.#notify()
  }

  /** Whether nothing disturbs it: what was held back has no reason to wait any longer. */
  get isCalm(): boolean {
    return this.#disturbances.length === 0
  }

  /** A cut kept something from passing: put down to the fault that was first. */
  countCut(): void {
    this.#cuts[0]?.statistics.count('messagesCut')
  }

  /**
   * Decides what becomes of a piece that is sent now. Its order in the stream stays: a stream cannot double
   * or reorder anything, so `duplicate` means nothing here, and `reorder` holds back one connection while
   * others overtake it.
   */
  pass(): Passage {
    if (this.#disturbances.length === 0) return untouched
    const random = this.#random
    let delay = 0
    let reset = false
    for (const { statistics, what } of this.#disturbances) {
      const low = what.delayLow ?? 0
      const high = Math.max(low, what.delayHigh ?? 0)
      if (high > 0) {
        delay += random.int(Math.round(low * 1000), Math.round(high * 1000)) / 1000
        statistics.count('messagesDelayed')
      }
      if (random.ppm(what.reorder ?? 0)) {
        delay += random.int(0, Math.round((what.reorderWithin ?? 0) * 1000)) / 1000
        statistics.count('messagesDelayed')
      }
      if (random.ppm(what.drop ?? 0)) {
        statistics.count('messagesDropped')
        if (random.ppm(BROKEN_BY_LOSS)) reset = true
        else delay += RETRANSMISSION * 2 ** random.int(0, MAX_RETRANSMISSIONS)
      }
    }
    return { delay, reset }
  }

  #notify(): void {
    for (const watcher of [...this.#watchers]) watcher()
  }
}
