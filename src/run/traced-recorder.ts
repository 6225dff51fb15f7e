import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { StepKind } from '../record/trace.ts'
import type { Violation } from '../record/verdict.ts'
import type { Envelope } from '../sim/network.ts'
import type { Process } from '../sim/process.ts'
import type { Recorder, StepDetail } from '../sim/recorder.ts'
import type { Target } from '../subject/target.ts'
import { DecisionRecorder } from './decision-recorder.ts'
import { TraceRecorder } from './trace-recorder.ts'

/** What a traced run keeps: its trace, and the decisions that repeat it. */
export class TracedRecorder implements Recorder {
  readonly #trace: TraceRecorder
  readonly #decisions: DecisionRecorder

  constructor(target: Target, members: readonly NodeId[]) {
    this.#trace = new TraceRecorder(target, members)
    this.#decisions = new DecisionRecorder(target, members)
  }

  get trace(): TraceRecorder['trace'] {
    return this.#trace.trace
  }

  get script(): DecisionRecorder['script'] {
    return this.#decisions.script
  }

  begin(step: number, time: Micros, kind: StepKind, process: Process | undefined, detail: StepDetail): void {
    this.#trace.begin(step, time, kind, process, detail)
    this.#decisions.begin(kind, process, detail)
  }

  end(process: Process | undefined): void {
    this.#trace.end(process)
  }

  sent(envelope: Envelope): void {
    this.#trace.sent(envelope)
  }

  lost(envelope: Envelope, reason: string, fault: string | undefined): void {
    this.#trace.lost(envelope, reason, fault)
  }

  violated(violation: Violation): void {
    this.#trace.violated(violation)
  }
}
