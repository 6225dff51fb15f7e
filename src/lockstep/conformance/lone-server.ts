import { least } from '../../base/extremes.ts'
import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import { RandomStream } from '../../base/random.ts'
import type { Millis } from '../../base/time.ts'
import type { Outcome } from '../../record/operation.ts'
import type { Cancel, Environment } from '../../subject/contract.ts'
import type { Carrier } from '../carrier.ts'
import { LockstepNode } from '../lockstep-node.ts'

interface Due {
  readonly at: Millis
  readonly act: () => void
  cancelled: boolean
}

/** How long a sync takes unless it is held back. */
const SYNC_MILLIS = 1
/** Cancelled timers are not kept beyond so many. */
const MANY = 100

/** One server with a disk and a clock, and nobody to talk to: what it sends goes nowhere. */
export class LoneServer {
  readonly id: NodeId
  readonly inWords = 'the only server of a cluster'
  readonly sent: { readonly to: NodeId; readonly message: Json }[] = []
  now: Millis = 0
  /** Whether syncs wait until {@link releaseSyncs}. */
  holdsSyncs = false
  readonly #members: readonly NodeId[]
  readonly #seed: string
  #incarnation = 0
  #durable: { [key: string]: Json } | undefined
  #written: [string, Json][] = []
  #due: Due[] = []
  /** Writes of this incarnation that are durable by now. */
  #gone = 0
  #held: (() => void)[] = []
  #node: LockstepNode | undefined

  constructor(id: NodeId, members: readonly NodeId[], seed = 'conformance') {
    this.id = id
    this.#members = members
    this.#seed = seed
  }

  /** Begins an incarnation with what its disk holds. */
  begin(carrier: Carrier): void {
    const incarnation = ++this.#incarnation
    this.#due = []
    this.#held = []
    this.#written = []
    this.#gone = 0
    const isOver = (): boolean => incarnation !== this.#incarnation
    const environment: Environment = {
      id: this.id,
      members: this.#members,
      random: new RandomStream(`${this.#seed}/${incarnation}`),
      clock: {
        now: () => this.now,
        after: (delay, fire) => (isOver() ? () => {} : this.#after(delay, fire)),
      },
      transport: { send: (to, message) => void (isOver() || this.sent.push({ to, message })) },
      storage: {
        load: () => this.#durable,
        write: (key, value) => void (isOver() || this.#written.push([key, value])),
        sync: (done) => void (isOver() || this.#sync(done)),
      },
      note: () => {},
    }
    this.#node = new LockstepNode(environment, carrier)
  }

  get node(): LockstepNode {
    return this.#node as LockstepNode
  }

  /** Kills it; what was not synced is lost. */
  crash(): void {
    this.#incarnation++
    this.node.stop()
  }

  /** Its disk is wiped. */
  wipe(): void {
    this.#durable = undefined
  }

  submit(call: Json): { outcome?: Outcome<Json> } {
    const answered: { outcome?: Outcome<Json> } = {}
    this.node.submit(call, (outcome) => (answered.outcome = outcome))
    return answered
  }

  /** An operator has a snapshot taken. */
  snapshot(): { outcome?: Outcome<Json> } {
    const answered: { outcome?: Outcome<Json> } = {}
    this.node.snapshot((outcome) => (answered.outcome = outcome))
    return answered
  }

  /** When its next timer or sync is due. */
  get nextAt(): Millis | undefined {
    const times = this.#due.filter(({ cancelled }) => !cancelled).map(({ at }) => at)
    return times.length === 0 ? undefined : least(times)
  }

  /** Lets time pass until `isSo`, for so many timers and syncs at most. Returns whether it is so. */
  run(events: number, isSo: () => boolean = () => false): boolean {
    for (let left = events; left > 0 && !isSo(); left--) {
      const next = this.#due.filter(({ cancelled }) => !cancelled).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      next.cancelled = true
      this.now = Math.max(this.now, next.at)
      next.act()
      if (this.#due.length > MANY) this.#due = this.#due.filter(({ cancelled }) => !cancelled)
    }
    return isSo()
  }

  releaseSyncs(): void {
    for (const act of this.#held.splice(0)) act()
  }

  #after(delay: Millis, act: () => void): Cancel {
    const due: Due = { at: this.now + delay, act, cancelled: false }
    this.#due.push(due)
    return () => {
      due.cancelled = true
    }
  }

  #sync(done: () => void): void {
    const covered = this.#gone + this.#written.length
    const incarnation = this.#incarnation
    const act = (): void => {
      if (incarnation !== this.#incarnation) return
      const before = this.#written.splice(0, Math.max(0, covered - this.#gone))
      this.#gone += before.length
      for (const [key, value] of before) this.#durable = { ...this.#durable, [key]: value }
      done()
    }
    if (this.holdsSyncs) this.#held.push(act)
    else this.#after(SYNC_MILLIS, act)
  }
}
