import { offersOf } from '../subject/offers.ts'
import type { Target } from '../subject/target.ts'
import type { Client } from '../workload/index.ts'

/** Reads that are tried after a write; a subject may know none. */
const READS = 5

export type Probe = 'writer' | 'reader'

/** What the probes need of the run. */
export interface ProbeWorld {
  /** Elections seen so far. */
  elections(): number
  /** Begins a client that does nothing but write, or read, until it retires. */
  begin(probe: Probe): Client
}

/**
 * Who asks in a quiet recovery, once the faults are healed. A writer asks until one write has succeeded: the cluster
 * makes progress. Then a reader asks until one read has: reads may pass through the log. Then nobody asks any more,
 * and all servers must agree. A follower that gets what it lacks only when something new is written never does.
 *
 * Another leader begins another round: one without a no-op commits what it inherited only by way of a request of its
 * own term (§8). A write counts for the leaders elected before it was begun: the one who answered may have been
 * deposed before the answer came.
 */
export class Probes {
  /** Rounds so far, the present one included. */
  rounds = 1
  /** Whether a write has succeeded. */
  answered = false
  readonly #world: ProbeWorld
  readonly #writer: Client
  #reader: Client | undefined
  #phase: 'writing' | 'reading' | 'quiet' = 'writing'
  #reads = 0
  #electionsAtInvoke: number
  #electionsCovered = 0

  constructor(world: ProbeWorld) {
    this.#world = world
    this.#electionsAtInvoke = world.elections()
    this.#writer = world.begin('writer')
  }

  /** Nobody asks. */
  get quiet(): boolean {
    return this.#phase === 'quiet'
  }

  invoked(probe: Probe): void {
    if (probe === 'writer') this.#electionsAtInvoke = this.#world.elections()
  }

  /** An operation has ended; with an unknown outcome it did not succeed. */
  ended(probe: Probe, succeeded: boolean): void {
    if (probe === 'writer' && succeeded && this.#phase === 'writing') {
      this.answered = true
      this.#electionsCovered = this.#electionsAtInvoke
      this.#writer.retire()
      this.#phase = 'reading'
      this.#reads = 0
      if (this.#reader === undefined) this.#reader = this.#world.begin('reader')
      else this.#reader.resume()
    } else if (probe === 'reader' && this.#phase === 'reading' && (succeeded || ++this.#reads === READS)) {
      this.#reader?.retire()
      this.#phase = 'quiet'
    }
  }

  /** To be called now and then: begins another round when there was an election since the write that counts. */
  look(): void {
    if (!this.quiet || this.#world.elections() === this.#electionsCovered) return
    this.rounds++
    this.#phase = 'writing'
    this.#writer.resume()
  }
}

/** How a probe changes something: by a cas where registers cannot be written otherwise. */
export function changeOf(target: Target): 'write' | 'cas' {
  const { functions } = offersOf(target)
  return functions.includes('cas') && !functions.includes('write') ? 'cas' : 'write'
}
