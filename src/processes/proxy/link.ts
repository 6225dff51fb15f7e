import type { NodeId } from '../../base/node-id.ts'
import type { RandomStream } from '../../base/random.ts'
import type { Millis } from '../../base/time.ts'
import type { Disturbance, FaultAccount } from '../../subject/fault-surface.ts'

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
const MOST_RETRANSMISSIONS = 2
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
  #cuts: { readonly account: FaultAccount; readonly style: CutStyle }[] = []
  #disturbances: { readonly account: FaultAccount; readonly what: Disturbance }[] = []

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

  cut(account: FaultAccount, style: CutStyle): void {
    this.#cuts.push({ account, style })
    this.#tell()
  }

  mend(account: FaultAccount): void {
    this.#cuts = this.#cuts.filter((cut) => cut.account !== account)
    this.#tell()
  }

  disturb(account: FaultAccount, what: Disturbance): void {
    this.#disturbances.push({ account, what })
  }

  calm(account: FaultAccount): void {
    this.#disturbances = this.#disturbances.filter((one) => one.account !== account)
    this.#tell()
  }

  /** Whether nothing disturbs it: what was held back has no reason to wait any longer. */
  get isCalm(): boolean {
    return this.#disturbances.length === 0
  }

  /** A cut kept something from passing: put down to the fault that was first. */
  countCut(): void {
    this.#cuts[0]?.account.count('messagesCut')
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
    for (const { account, what } of this.#disturbances) {
      const low = what.delayLow ?? 0
      const high = Math.max(low, what.delayHigh ?? 0)
      if (high > 0) {
        delay += random.int(Math.round(low * 1000), Math.round(high * 1000)) / 1000
        account.count('messagesDelayed')
      }
      if (random.ppm(what.reorder ?? 0)) {
        delay += random.int(0, Math.round((what.reorderWithin ?? 0) * 1000)) / 1000
        account.count('messagesDelayed')
      }
      if (random.ppm(what.drop ?? 0)) {
        account.count('messagesDropped')
        if (random.ppm(BROKEN_BY_LOSS)) reset = true
        else delay += RETRANSMISSION * 2 ** random.int(0, MOST_RETRANSMISSIONS)
      }
    }
    return { delay, reset }
  }

  #tell(): void {
    for (const watcher of [...this.#watchers]) watcher()
  }
}
