import type { OperationError } from '../base/operation-error.ts'
import type { RequestId } from './request-id.ts'

/** A logical client: a number, as Jepsen's are, or a name as other recorders give. */
export type ProcessId = number | string

/**
 * What became of an operation, in Jepsen's words.
 * `ok`: it took effect, with this result. `fail`: it certainly did not. `info`: unknown, it may take effect
 * at any later time or never. An adapter gives the error as a text, and so it stands in a history.
 */
export type Outcome<R = unknown, E = string> =
  | { readonly type: 'ok'; readonly value: R }
  | { readonly type: 'fail'; readonly error: E; readonly observed?: R }
  | { readonly type: 'info'; readonly error: E }

/** An outcome whose error has a code: what passes from a server to clients inside the harness. */
export type CodedOutcome<R = unknown> = Outcome<R, OperationError>

/**
 * One client operation with its outcome. `invoked` and `returned` are positions in the one total order of
 * events of the history (never clock readings): operation A precedes B when `A.returned < B.invoked`.
 */
export interface Operation {
  /** Position among the operations, by invocation, from 0. */
  readonly id: number
  /** The logical client. After an unknown outcome a client goes on under a new process number. */
  readonly process: ProcessId
  /** The operation's name, such as `read`, `write`, `cas`. */
  readonly f: string
  /** The object it works on; absent when the history is about one object. */
  readonly key?: string
  /** The argument: written value, `[from, to]` of a cas, null for a read. */
  readonly value: unknown
  readonly outcome: Outcome
  /** Event position of the invocation. */
  readonly invoked: number
  /** Event position of the completion; `Infinity` when the outcome is unknown. */
  readonly returned: number
  /** Time of the invocation in nanoseconds since the run began, where known. */
  readonly invokedAt?: number
  /** Time of the completion in nanoseconds since the run began, where known. */
  readonly returnedAt?: number
  /** The name its client gave it, where the history has one. */
  readonly request?: RequestId
}
