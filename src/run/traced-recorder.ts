import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { Script } from '../record/decision.ts'
import type { StepKind, Trace } from '../record/trace.ts'
import type { Violation } from '../record/verdict.ts'
import type { Envelope } from '../sim/network.ts'
import type { Process } from '../sim/process.ts'
import type { Recorder, StepDetail } from '../sim/recorder.ts'
import type { Target } from '../subject/target.ts'
import type { RunSettings } from './run-settings.ts'
import { DecisionRecorder } from './decision-recorder.ts'
import { TraceRecorder } from './trace-recorder.ts'

/** What a traced run has kept. */
export interface Recorded {
  readonly trace: Trace
  readonly script: Script
}

/** Of a longer run no cause is looked for: its diagnosis would take as long as thousands of other runs. */
export const MAX_EXPLAINED_STEPS = 50_000

/** What a traced run keeps: its trace, and the decisions that repeat it. */
export class TracedRecorder implements Recorder {
  readonly #most: number
  readonly #until: number
  #trace: TraceRecorder | undefined
  #decisions: DecisionRecorder | undefined
  #steps = 0
  #isOver = false

  /**
   * Of a run of more steps than `most` it keeps nothing, as its process may not have the memory; of what comes behind the step
   * `until` it keeps nothing but the breach.
   */
  constructor(target: Target, members: readonly NodeId[], most = Infinity, until = Infinity) {
    this.#most = most
    this.#until = until
    this.#trace = new TraceRecorder(target, members)
    this.#decisions = new DecisionRecorder(target, members)
  }

  /** Undefined: the run was too long. */
  get recorded(): Recorded | undefined {
    return this.#trace && this.#decisions && { trace: this.#trace.trace, script: this.#decisions.script }
  }

  begin(step: number, time: Micros, kind: StepKind, process: Process | undefined, detail: StepDetail): void {
    this.#isOver ||= step > this.#until
    if (this.#isOver) return
    if (++this.#steps > this.#most) this.#trace = this.#decisions = undefined
    this.#trace?.begin(step, time, kind, process, detail)
    this.#decisions?.begin(kind, process, detail)
  }

  end(process: Process | undefined, logChangedFrom?: number): void {
    if (!this.#isOver) this.#trace?.end(process, logChangedFrom)
  }

  sent(envelope: Envelope): void {
    if (!this.#isOver) this.#trace?.sent(envelope)
  }

  lost(envelope: Envelope, reason: string, fault: string | undefined): void {
    if (!this.#isOver) this.#trace?.lost(envelope, reason, fault)
  }

  violated(violation: Violation): void {
    this.#trace?.violated(violation)
  }
}

/** The recorder of a run, as it is asked for; undefined: it keeps nothing. */
export function recorderOf(
  { traced, explaining, until }: Pick<RunSettings, 'traced' | 'explaining' | 'until'>,
  target: Target,
  members: readonly NodeId[],
): TracedRecorder | undefined {
  if (traced !== true) return undefined
  return new TracedRecorder(target, members, explaining === true ? MAX_EXPLAINED_STEPS : Infinity, until)
}
