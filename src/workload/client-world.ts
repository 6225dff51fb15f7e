import type { Json } from '../base/json.ts'
import type { RandomStream } from '../base/random.ts'
import type { Micros, Millis } from '../base/time.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import type { CodedOutcome } from '../record/operation.ts'

/** The world as a client sees it. */
export interface ClientWorld {
  now(): Micros
  /** Calls back once, `delay` from now; returns what takes it back. */
  after(delay: Millis, act: () => void): () => void
  /** Sends a call to a server, counted from 0. The answer may come within the call, late, or never. */
  submit(node: number, call: Json, done: (outcome: CodedOutcome<Json>) => void): void
  readonly random: RandomStream
  record(event: HistoryEvent): void
  /** How many servers there are. */
  readonly nodes: number
}
