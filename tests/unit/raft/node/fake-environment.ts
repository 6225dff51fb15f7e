import type { Json } from '../../../../src/base/json.ts'
import type { NodeId } from '../../../../src/base/node-id.ts'
import type { Message } from '../../../../src/raft/core/index.ts'
import { SimDisk, type Write } from '../../../../src/sim/disk.ts'
import type { Cancel, Environment } from '../../../../src/subject/contract.ts'

interface FakeTimer {
  readonly due: number
  readonly fire: () => void
}

interface Sync {
  /** How many writes there must be on the disk. */
  readonly upTo: number
  readonly done: () => void
}

/** The world of one incarnation of a server, in the hands of a test: what it sends and sets lies there until the test acts. */
export class FakeEnvironment implements Environment<Message> {
  readonly id: NodeId
  readonly members: readonly NodeId[]
  readonly disk: SimDisk
  readonly sent: { to: NodeId; message: Message }[] = []
  readonly notes: { event: string; data: Json | undefined }[] = []
  readonly timers = new Map<string, FakeTimer>()
  /** What `random.int` gives: this much of the way from the low end to the high one. */
  fraction = 0
  now = 0
  /** After its end an incarnation hears nothing, and nothing it does counts. */
  over = false
  readonly #syncs: Sync[] = []

  constructor(id: NodeId = 'n1', members: readonly NodeId[] = ['n1', 'n2', 'n3'], disk = new SimDisk()) {
    this.id = id
    this.members = members
    this.disk = disk
  }

  readonly clock = {
    now: (): number => Math.floor(this.now),
    after: (delay: number, fire: () => void, name = 'timer'): Cancel => {
      const timer = { due: this.now + delay, fire }
      this.timers.set(name, timer)
      return () => {
        if (this.timers.get(name) === timer) this.timers.delete(name)
      }
    },
  }

  readonly random = {
    int: (low: number, high: number): number => low + Math.floor(this.fraction * (high - low)),
    chance: (): boolean => false,
  }

  readonly transport = {
    send: (to: NodeId, message: Message): void => {
      // as over a wire: who gets it has a value of its own
      if (!this.over) this.sent.push({ to, message: JSON.parse(JSON.stringify(message)) as Message })
    },
  }

  readonly storage = {
    load: (): Json | undefined => this.disk.stored,
    write: (key: string, value: Json): void => {
      if (!this.over) this.disk.write(key, JSON.parse(JSON.stringify(value)) as Json)
    },
    sync: (done: () => void): void => {
      this.#syncs.push({ upTo: this.disk.synced + this.disk.unsynced, done })
    },
  }

  note(event: string, data?: Json): void {
    this.notes.push({ event, data })
  }

  /** The oldest syncs asked for complete. Returns what became durable. */
  sync(count = Infinity): Write[] {
    const written: Write[] = []
    for (let completed = 0; completed < count; completed++) {
      const next = this.#syncs.shift()
      if (next === undefined || this.over) break
      written.push(...this.disk.sync(next.upTo - this.disk.synced))
      next.done()
    }
    return written
  }

  fire(name: string): void {
    const timer = this.timers.get(name)
    if (timer === undefined || this.over) return
    this.timers.delete(name)
    this.now = Math.max(this.now, timer.due)
    timer.fire()
  }

  /** The power fails; of the unsynced writes those at these positions survive. */
  crash(survivors: readonly number[]): void {
    this.over = true
    this.disk.settle(survivors)
  }
}
