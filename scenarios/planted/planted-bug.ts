import type { Script } from '../../src/record/decision.ts'
import type { Deviation, BuiltInRaftOptions } from '../../src/subject/built-in-raft/built-in-raft.ts'

/** A known bug of Raft implementations that makes a cluster stand still, as one small departure of the built-in Raft from its rules. */
export interface PlantedStall {
  /** Kebab-case name. */
  readonly id: string
  /** What the code does wrong, in one sentence. */
  readonly does: string
  /** Where it happened in the real world. */
  readonly seenIn: string
  /** Properties whose breach counts as having found it. */
  readonly breaks: readonly string[]
  /** The least that must happen for it to show. */
  readonly needs: string
  /** Rows of the notes it stands for. */
  readonly notes?: readonly string[]
  readonly deviation: Deviation
  /** Settings without which it cannot show: settings mask bugs. */
  readonly settings?: BuiltInRaftOptions
  /** Scenarios in which it can show at all, by name. Default: all. */
  readonly scenarios?: readonly string[]
  /** Cluster sizes at which it shows. Default: all that scenarios draw. */
  readonly nodes?: readonly number[]
  /** Length of the shortest known trace in events: timeouts, client calls, deliveries, restarts. */
  readonly shortest?: number
}

/** One that makes a step break a property: a script without a clock shows it, which cannot show that nothing happens. */
export interface PlantedBug extends PlantedStall {
  /** The shortest way to see it, by hand: where a reader begins, and the measure of the minimizer. */
  readonly example: {
    readonly nodes: number
    readonly settings?: BuiltInRaftOptions
    readonly script: Script
  }
}
