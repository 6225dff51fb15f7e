import type { FailureReport } from '../../reports/index.ts'
import type { Tally } from './tally.ts'
import type { WorkOrder } from './work-order.ts'
import type { PlanShape } from '../run/drawing/plan-shape.ts'
import type { CoverageMark } from '../run/coverage-marks.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { Plan } from '../run/plan.ts'
import type { Replayable } from '../run/replay-token.ts'
import type { LeftOut } from '../run/servable.ts'
import type { Offered } from '../subject/offers.ts'
import type { ExploreLimits, Explored, SearchProgress } from './explored.ts'
import type { Hunt, HuntLimits } from './planted-hunt.ts'
import type { MinimizeLimits } from './minimize-failure.ts'
import type { FailedRun, TestCaseId } from './test-case-id.ts'

/** What is to be loaded, as the user named it. */
export interface SubjectChoice {
  readonly target: string
  /** Scenarios by name or path; none: all that ship with Whitewater. */
  readonly scenarios: readonly string[]
  /** What the user fixed: it decides which scenarios can be served. Default: nothing. */
  readonly shape?: PlanShape
  /** Whether a target of real servers is described too, of which nothing can be run here. Default false: refused. */
  readonly servers?: boolean
  /** Leave out what is named and cannot be served. Default false: refused. */
  readonly leaveOut?: boolean
}

/** What was loaded. */
export interface SubjectDescription {
  /** `server`: real servers; their scenarios are chosen by whoever runs them. */
  readonly kind: 'in-process' | 'server'
  /** The name the target gives itself. */
  readonly name: string
  /** What the target offers. */
  readonly offered: Offered
  /** Those to be run. */
  readonly scenarios: readonly ScenarioFacts[]
  /** Those of all that ship with Whitewater that the target cannot serve. */
  readonly leftOut: readonly LeftOut[]
  /** How the user named those to be run, where that is not their name. */
  readonly specs: { readonly [scenario: string]: string }
}

export interface ScenarioFacts {
  readonly name: string
  readonly coverageMarks: readonly CoverageMark[]
}

/** How much of a run is sent back: `digest` leaves out its history unless something is wrong with it. */
export type Kept = 'trace' | 'history' | 'digest'

/** One run to be made. */
export interface RunOrder extends Omit<TestCaseId, 'target'> {
  /** In place of the host's own. */
  readonly target?: string
  readonly strict?: boolean
  readonly keep: Kept
  /** What broke is not looked into by a second run: one ended the process. */
  readonly unexplained?: true
  /** Seeds of runs like it that will be ordered next: where servers can be asked at once they are made in turn with it. */
  readonly ahead?: readonly string[]
}

/** How far a run is, and how far it may go, in virtual seconds. */
export interface RunProgress {
  readonly at: number
  readonly of: number
  /** It has come to its end, and is made once more to see why it broke. */
  readonly made?: true
}

export interface MinimizeOrder {
  readonly failure: FailedRun
  readonly limits: MinimizeLimits
}

export interface HuntOrder {
  /** Id of a planted bug. */
  readonly bug: string
  readonly limits: HuntLimits
}

/** A search of all runs of a target within bounds. */
export interface ExploreOrder {
  readonly scenario: string
  readonly seed: string
  readonly shape: PlanShape
  readonly limits: ExploreLimits
}

/** What a host tells while it fills an order of many runs, and is asked. */
export interface TallySigns {
  /** The run at this position of the order is about to begin. */
  began(position: number): void
  /** That run is of another plan than its seed gives; the token makes it again. */
  planned?(token: string): void
  /** Whether to end the order after the run under way. */
  halted(): boolean
}

/** Each thing a host does, with what it is asked and what it answers: all of it data. */
export interface SubjectVerbs {
  describe: { order: null; answer: SubjectDescription }
  plan: { order: RunOrder; answer: Plan }
  run: { order: RunOrder; answer: MadeRun }
  replay: { order: Replayable; answer: MadeRun }
  minimize: { order: MinimizeOrder; answer: FailureReport }
  hunt: { order: HuntOrder; answer: Hunt }
  explore: { order: ExploreOrder; answer: Explored }
  tally: { order: WorkOrder; answer: Tally }
}

export type SubjectVerb = keyof SubjectVerbs
export type OrderOf<V extends SubjectVerb> = SubjectVerbs[V]['order']
export type AnswerOf<V extends SubjectVerb> = SubjectVerbs[V]['answer']

/**
 * Where subjects run: in a process of their own, which may die, or in this one. Whatever a subject does, what
 * it says and returns comes back as data.
 */
export interface SubjectHost {
  /** @throws InputError when something chosen cannot be had. */
  describe(): Promise<SubjectDescription>
  /** `onProgress` is told now and then how far a long run is. */
  run(order: RunOrder, onProgress?: (progress: RunProgress) => void): Promise<MadeRun>
  replay(run: Replayable): Promise<MadeRun>
  minimize(order: MinimizeOrder): Promise<FailureReport>
  hunt(order: HuntOrder): Promise<Hunt>
  /** `onProgress` is told now and then how far the search is. */
  explore(order: ExploreOrder, onProgress?: (progress: SearchProgress) => void): Promise<Explored>
  close(): Promise<void>
}
