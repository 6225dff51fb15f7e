import type { ProcessId } from './operation.ts'
import type { RequestId } from './request-id.ts'

/** One line of `history.jsonl`: an invocation or its completion. Order in the file is real-time order. */
export interface HistoryEvent<Process extends ProcessId = number> {
  readonly index?: number
  /** Nanoseconds since the run began. */
  readonly time?: number
  /** The logical client; in a file that others recorded it may have a name: `HistoryEvent<ProcessId>`. */
  readonly process: Process
  readonly type: 'invoke' | 'ok' | 'fail' | 'info'
  readonly f: string
  readonly key?: string
  readonly value: unknown
  readonly error?: string
  /** What a failed `cas` saw instead of the expected value. */
  readonly observed?: unknown
  /** Of an invocation: the name that its client gave the request, to have it executed once. */
  readonly request?: RequestId
}
