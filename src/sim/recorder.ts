import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { StepKind } from '../record/trace.ts'
import type { Violation } from '../record/verdict.ts'
import type { Envelope } from './network.ts'
import type { Process, Timer } from './process.ts'

/** What a step is about, beside its kind and server. */
export interface StepDetail {
  readonly envelope?: Envelope
  readonly timer?: Timer
  readonly client?: number
  readonly operation?: number
  readonly call?: Json
  /** The number of the request in its session. */
  readonly sequence?: number
  /** Where several clients use one session: whose it is, and what a request says of the others in it. */
  readonly shared?: { readonly session: number; readonly sequence?: number; readonly acknowledged?: number }
  /** A request that arrives once more, whatever became of it meanwhile. */
  readonly again?: true
  readonly cause?: number
  readonly fault?: string
  readonly nodes?: readonly NodeId[]
  /** In words, where the kind and the rest do not say it. */
  readonly text?: string
  /** Positions of the unsynced writes that survive a crash, and how many there were. */
  readonly kept?: readonly number[]
  readonly unsynced?: number
}

/** Follows a run step by step. Only traced replays have recorders; untraced runs pay nothing for them. */
export interface Recorder {
  begin(step: number, time: Micros, kind: StepKind, process: Process | undefined, detail: StepDetail): void
  /**
   * The step is over: the state of its server can be looked at. `logChangedFrom`: the lowest index of its log that changed since the last
   * call for it (`Infinity`: none); default 0, any may have.
   */
  end(process: Process | undefined, logChangedFrom?: number): void
  sent(envelope: Envelope): void
  /** A message will not arrive. */
  lost(envelope: Envelope, reason: string, fault: string | undefined): void
  violated(violation: Violation): void
}
