import { randomBytes } from 'node:crypto'
import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import { RandomStream } from '../../base/random.ts'
import type { Millis } from '../../base/time.ts'
import type { Cancel, Environment, Random } from '../node/environment.ts'
import type { PeerTransport } from './peers/index.ts'
import type { DurableStorage } from './storage/index.ts'

export interface RealEnvironmentOptions {
  readonly id: NodeId
  /** All servers of the cluster, this one included. */
  readonly members: readonly NodeId[]
  readonly storage: Pick<DurableStorage, 'load' | 'write' | 'sync'>
  readonly transport: Pick<PeerTransport, 'send' | 'onMessage'>
  readonly note?: Environment['note']
  /** Fixes the random draws, for tests. Default: other ones each time. */
  readonly seed?: string
}

/** The longest timer, in ms: the same bound as in the simulator, and below what Node can do. */
const MAX_TIMER = 1e9

/**
 * The real world as one incarnation of one server sees it, in the form in which the simulated one shows itself: a disk,
 * sockets, the clock of the machine. After {@link stop} it is silent, as a world is to a server that crashed.
 */
export class RealEnvironment implements Environment {
  readonly id: NodeId
  readonly members: readonly NodeId[]
  readonly clock: Environment['clock']
  readonly random: Random
  readonly transport: Environment['transport']
  readonly storage: Environment['storage']
  readonly #transport: RealEnvironmentOptions['transport']
  readonly #note: Environment['note']
  readonly #timers = new Set<NodeJS.Timeout>()
  #over = false

  constructor({ id, members, storage, transport, note, seed }: RealEnvironmentOptions) {
    this.id = id
    this.members = members
    this.#transport = transport
    this.#note = note ?? (() => {})
    this.random = new RandomStream(seed ?? randomBytes(16).toString('hex'))
    this.clock = { now: () => now(), after: (delay, fire) => this.#after(delay, fire) }
    this.transport = {
      send: (to, message) => {
        if (!this.#over) transport.send(to, message)
      },
    }
    this.storage = {
      load: () => storage.load(),
      write: (key, value) => {
        if (!this.#over) storage.write(key, value)
      },
      sync: (done) => {
        if (this.#over) return
        storage.sync(() => {
          if (!this.#over) done()
        })
      },
    }
  }

  note(event: string, data?: Json): void {
    if (!this.#over) this.#note(event, data)
  }

  /** Hands the messages of the other servers to this incarnation, as long as it lasts. */
  onMessage(receive: (from: NodeId, message: Json) => void): void {
    this.#transport.onMessage((from, message) => {
      if (!this.#over) receive(from, message)
    })
  }

  /** Ends this incarnation: no timer fires, nothing is sent, written, answered or handed over any more. */
  stop(): void {
    this.#over = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  #after(delay: Millis, fire: () => void): Cancel {
    if (this.#over) return () => {}
    if (!(delay >= 0 && delay <= MAX_TIMER)) {
      throw new RangeError(`clock.after needs a delay from 0 to ${MAX_TIMER} ms, got ${delay}`)
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      fire()
    }, delay)
    this.#timers.add(timer)
    return () => {
      clearTimeout(timer)
      this.#timers.delete(timer)
    }
  }
}

/** The time of day when the process began, and what has passed since: never goes back while it runs. */
const now = (): Millis => Math.floor(performance.timeOrigin + performance.now())
