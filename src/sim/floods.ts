import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { Violation } from '../record/verdict.ts'
import type { SimDisk } from './disk.ts'
import { LimitReached } from './limits.ts'
import { limitFailure } from './subject-failure.ts'

/**
 * How much one subject may ask for before it is called a flood. Counts, not times: whoever passes one passes
 * it on any machine, at the same step.
 */
const floods = {
  /** Calls of the environment while one event is handled: send, write, sync, load, after, note. */
  calls: 100_000,
  /** Looks at the clock while one event is handled: time does not pass meanwhile. */
  clockReads: 1_000_000,
  /** Characters, as JSON, of all messages under way. */
  underWay: 256 * 1024 * 1024,
  /** Characters, as JSON, on the disk of one server, what is not synced included. */
  stored: 256 * 1024 * 1024,
} as const

/** The run whose floods are watched. */
interface Flooded {
  readonly step: number
  readonly now: Micros
  readonly breaches: { report(violation: Violation): void }
}

/** Holds what servers ask for against the bounds. */
export class FloodGate {
  readonly #run: Flooded
  #step = -1
  #calls = 0
  #clockReads = 0

  constructor(run: Flooded) {
    this.#run = run
  }

  /** A call of the environment, of which one event makes only so many. */
  called(id: NodeId): void {
    this.#count()
    if (++this.#calls <= floods.calls) return
    this.passed(`${id} made more than ${floods.calls} calls of its environment in one event`)
  }

  /** A look at the clock, likewise. */
  readClock(id: NodeId): void {
    this.#count()
    if (++this.#clockReads <= floods.clockReads) return
    const what = `asked for the time ${floods.clockReads} times in one step`
    this.passed(`${id} ${what}: it waits for time to pass without letting it`, 'livelock')
  }

  stored(id: NodeId, disk: SimDisk): void {
    if (disk.isLargerThan(floods.stored))
      this.passed(`${id} has more than ${inMiB(floods.stored)} on its disk`)
  }

  underWay(sender: NodeId, size: number): void {
    if (size <= floods.underWay) return
    this.passed(`more than ${inMiB(floods.underWay)} of messages are under way; the last one is of ${sender}`)
  }

  /** Reports it before it throws: a subject that catches the exception is at fault all the same. */
  passed(message: string, kind: LimitReached['kind'] = 'storm'): never {
    const { step, now } = this.#run
    const reached = new LimitReached(kind, message)
    this.#run.breaches.report(limitFailure(reached, step, now))
    throw reached
  }

  #count(): void {
    const { step } = this.#run
    if (step === this.#step) return
    this.#step = step
    this.#calls = 0
    this.#clockReads = 0
  }
}

const inMiB = (characters: number): string => `${characters / 1024 / 1024} MiB`
