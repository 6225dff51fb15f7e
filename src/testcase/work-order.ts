import type { CorpusEntry } from '../guidance/corpus.ts'
import type { PlanShape } from '../run/drawing/plan-shape.ts'

/** Runs of one scenario for a worker to make. */
export interface WorkOrder {
  readonly scenario: string
  /** In place of the campaign's own target. */
  readonly target?: string
  readonly shape: PlanShape
  readonly seeds: readonly string[]
  /** Its plans follow what earlier runs reached. Default: they are those that the seeds alone give. */
  readonly guided?: Guidance
}

/** A guided search as a worker is told of it. */
export interface Guidance {
  /** Names its streams of random draws. */
  readonly name: string
  /** What is known of the scenario; absent: nothing beside what the worker has learned itself. */
  readonly entries?: readonly CorpusEntry[]
}
