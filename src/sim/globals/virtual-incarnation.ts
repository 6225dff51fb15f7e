import { AsyncLocalStorage } from 'node:async_hooks'
import type { NodeId } from '../../base/node-id.ts'
import type { Micros, Millis } from '../../base/time.ts'
import type { Cancel, Environment } from '../../subject/contract.ts'
import type { Cluster } from '../cluster.ts'
import { LimitReached } from '../limits.ts'
import type { Process } from '../process.ts'
import { FIRST_PID, type GlobalsSource } from './globals-source.ts'
import type { VirtualTimeout } from './virtual-timeout.ts'

/** Which incarnation of which simulated server the running code belongs to, its promises' continuations included. */
export const inside = new AsyncLocalStorage<VirtualIncarnation>()

/** What `Date.now()` says at the start of a run: 2000-01-01. Not 0, which programs take for "never". */
export const EPOCH: Millis = 946_684_800_000

/** Whoever asks the time more often within one step waits for time to pass, which it does only between steps. */
const MAX_READS = 1_000_000

/** The run an incarnation belongs to. */
export interface IncarnationKeeper {
  /** Whether its servers' globals are virtual, or they are only watched. */
  readonly globals: 'virtual' | 'watched'
  /** Code of the server is about to run: its promises must be waited for, its state looked at. */
  entered(process: Process): void
  /** Code of the server failed where nobody was waiting for it. */
  failed(incarnation: VirtualIncarnation, error: unknown): void
  /** Code of the server opened something real. */
  leaked(incarnation: VirtualIncarnation, type: string, resource: object, stack: string): void
}

/** One incarnation of a server whose code meets virtual time and seeded randomness through the globals. */
export class VirtualIncarnation implements GlobalsSource {
  readonly id: NodeId
  /** Whether the globals are this machine's, too. Otherwise it is only watched. */
  readonly virtual: boolean
  /** A restart is a process of its own. */
  readonly pid: number
  readonly hostname: string
  /** As the target's code gets it: whatever it calls back runs inside this incarnation. */
  readonly environment: Environment
  /** Pending timers by number, for `clearTimeout(number)`. */
  readonly timers = new Map<number, VirtualTimeout>()
  lastTimer = 0
  readonly #keeper: IncarnationKeeper
  readonly #cluster: Cluster
  readonly #process: Process
  readonly #number: number
  readonly #given: Environment
  #readsIn = 0
  #reads = 0

  constructor(keeper: IncarnationKeeper, cluster: Cluster, process: Process, given: Environment) {
    const { id, members, random, transport, clock, storage } = given
    this.id = id
    this.virtual = keeper.globals === 'virtual'
    this.pid = FIRST_PID + 1000 * (members.indexOf(id) + 1) + process.incarnation
    this.hostname = id
    this.#keeper = keeper
    this.#cluster = cluster
    this.#process = process
    this.#number = process.incarnation
    this.#given = given
    this.environment = {
      id,
      members,
      random,
      transport,
      clock: {
        now: () => Math.floor(this.now() / 1000),
        after: (delay, fire, name) => clock.after(delay, () => this.enter(fire), name),
      },
      storage: {
        load: () => storage.load(),
        write: (key, value) => storage.write(key, value),
        sync: (done) => storage.sync(() => this.enter(done)),
      },
      note: (event, data) => given.note(event, data),
    }
  }

  /** Whether the server has crashed since; what is left of this incarnation has no effect. */
  get over(): boolean {
    return this.#process.incarnation !== this.#number || this.#process.status === 'down'
  }

  /** Runs code of the server, to which it itself and everything it sets in motion will belong. */
  enter<T>(act: () => T): T {
    this.#keeper.entered(this.#process)
    const result = inside.run(this, act)
    // of an async function nobody awaits
    if (result instanceof Promise) result.then(undefined, (error: unknown) => this.failed(error))
    return result
  }

  after(delay: Millis, fire: () => void, name: string): Cancel {
    return this.#given.clock.after(delay, () => this.enter(fire), name)
  }

  failed(error: unknown): void {
    this.#keeper.failed(this, error)
  }

  leaked(type: string, resource: object, stack: string): void {
    this.#keeper.leaked(this, type, resource, stack)
  }

  /**
   * The server's own clock.
   * @throws LimitReached when it is asked over and over in one step: nothing would ever come of that.
   */
  now(): Micros {
    const { step, now } = this.#cluster
    if (step !== this.#readsIn) {
      this.#readsIn = step
      this.#reads = 0
    }
    if (++this.#reads > MAX_READS) {
      throw new LimitReached(
        'livelock',
        `${this.id} asked for the time ${MAX_READS} times in one step: it waits for time to pass without letting it`,
      )
    }
    return this.#process.clock.read(now)
  }

  /** What `Date.now()` says. */
  date(): Millis {
    return EPOCH + Math.floor(this.now() / 1000)
  }

  /** A draw from 0 up to but not including 1. */
  fraction(): number {
    const { random } = this.environment
    return (random.int(0, 2 ** 26 - 1) * 2 ** 27 + random.int(0, 2 ** 27 - 1)) / 2 ** 53
  }

  /** Fills bytes with draws. */
  fill(bytes: Uint8Array): void {
    const { random } = this.environment
    for (let at = 0; at < bytes.length; at++) bytes[at] = random.int(0, 255)
  }
}
