import type { Arbitrary } from 'fast-check'
import type { FaultPlan, FaultContext } from '../../nemesis/index.ts'
import type { Json } from '../base/json.ts'
import type { Ppm } from '../base/random.ts'
import type { Millis } from '../base/time.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import type { FaultRecord } from '../record/run-record.ts'
import type { Violation } from '../record/verdict.ts'
import type { Need } from '../subject/offers.ts'
import type { Mix, OperatorCall } from '../workload/index.ts'
import type { CoverageMark } from './coverage-marks.ts'
import type { Step } from './schedule/step.ts'

/** What a run came to, for a scenario that judges more than the checkers do. */
export interface Judged {
  readonly history: readonly HistoryEvent[]
  readonly faults: readonly FaultRecord[]
  /** The last step and its virtual time in microseconds. */
  readonly step: number
  readonly time: number
}

/** A kind of run, named: what happens to the cluster, and what must come of it. */
export interface Scenario {
  readonly name: string
  /** One sentence: what happens, and what must hold. */
  readonly about: string
  /** Rows of the notes it stands for, such as `N3`. */
  readonly notes?: readonly string[]
  /**
   * Scenarios of which each run is one: seeds that are counted up go through those that the subject can serve, in turn. What a
   * run is like is said by that one. Default: it is a scenario of its own.
   */
  readonly oneOf?: readonly Scenario[]
  /** What a subject must offer to be run so; one that does not is left out of it. Default: nothing. */
  readonly needs?: readonly Need[]
  /** The fewest servers with which it means anything. Default 1. */
  readonly servers?: number
  /** Sizes drawn from, as often as they stand here. Default 3, 3, 3, 3, 5, 5, 4, 2, and in one run of twelve 1, 6 or 7. */
  readonly nodes?: readonly number[]
  /** How long faults may go on. Default 4,000 ms. */
  readonly chaos?: Millis
  /** Clients and operations per second, if not drawn. */
  readonly clients?: number
  readonly rate?: number
  /** How often registers are read, written and compared, if not drawn. */
  readonly mix?: Mix
  /** Where calls carry sessions: the chance that a request arrives once more, and how much later. Default: none does. */
  readonly duplicates?: { readonly chance: Ppm; readonly within: Millis }
  /** The faults of one run. Default: none. */
  faults?(context: FaultContext): Arbitrary<readonly FaultPlan[]>
  /**
   * How often a minority stays lost when all else is healed: the others must elect and serve without it. Not where members change,
   * nor of the built-in Raft, whose runs are drawn as they always were. Default 0.
   */
  readonly minorityLost?: Ppm
  /** What is done to servers and asked of them, one step after the other, by roles. Default: nothing. */
  steps?(context: FaultContext): readonly Step[]
  /** What an operator does meanwhile, where the subject lets one. Default: nothing. */
  operator?(context: FaultContext): Arbitrary<readonly OperatorCall[]>
  /** Settings of the built-in Raft that are fixed here and not drawn. */
  readonly settings?: { readonly [setting: string]: Json }
  /** What must happen in at least one run of a campaign; if it never does, the campaign proves nothing. */
  readonly coverageMarks: readonly CoverageMark[]
  /** Properties that `judge` finds broken, by name, so that they can be known or ignored. Default: any name. */
  readonly properties?: readonly string[]
  /** A breach that only this scenario knows of. */
  judge?(run: Judged): Violation | undefined
}
