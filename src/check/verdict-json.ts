import { defined } from '../base/defined.ts'
import type { Outcome, ProcessId } from '../record/operation.ts'
import type { RequestId } from '../record/request-id.ts'
import type { Clause } from '../record/verdict.ts'
import type { FileError, FileVerdict } from './verdict.ts'
import type { LocatedOperation } from '../record/located-operation.ts'

/** An operation of the history. */
export interface OperationVerdict {
  readonly id: number
  readonly process: ProcessId
  readonly f: string
  readonly key?: string
  readonly value: unknown
  readonly outcome: Outcome
  /** Positions of its events in the history, from 0. */
  readonly invoked: number
  /** Null: it never returned. */
  readonly returned: number | null
  readonly request?: RequestId
  /** Line of its invocation, from 1. */
  readonly line: number
  /** With its values, as the model puts it: `read -> 3`. */
  readonly text: string
}

/** Why a history is not valid; docs/reference/history.md describes each field. */
export interface FailureVerdict {
  /** The object that broke; absent when the history is about one. */
  readonly key?: string
  /** The first operation that no order explains. */
  readonly operation: OperationVerdict
  readonly longestPrefix: readonly OperationVerdict[]
  readonly otherPrefixes?: readonly (readonly OperationVerdict[])[]
  readonly next: readonly { readonly operation: OperationVerdict; readonly why: string }[]
  readonly because: string
  readonly core?: readonly OperationVerdict[]
  readonly mustHaveHappened?: readonly OperationVerdict[]
  readonly executedTwice?: readonly OperationVerdict[]
  readonly origin?: {
    readonly kind: string
    readonly value: unknown
    readonly operations: readonly OperationVerdict[]
  }
  readonly hint?: { readonly initial: unknown; readonly text: string }
  readonly lines?: readonly number[]
  readonly anomaly?: string
  readonly anomalies?: readonly string[]
  readonly proof?: readonly Clause[]
}

/** The answer about one history, as `check --json` prints it. */
export interface HistoryVerdict extends Omit<FileVerdict, 'failure' | 'wanting' | 'whole'> {
  /** Present when `valid` is false. */
  readonly failure?: FailureVerdict
  /** The history could not be checked at all; then `valid` is `unknown`. */
  readonly error?: string
}

/** The stable JSON of a verdict; see the contract of `check --json`. */
export function verdictJson(verdict: FileVerdict | FileError): HistoryVerdict {
  if ('error' in verdict) {
    return {
      file: verdict.file,
      valid: 'unknown',
      model: null,
      operations: 0,
      partitions: 0,
      millis: 0,
      error: verdict.error,
    }
  }
  const { failure, because } = verdict
  return {
    file: verdict.file,
    valid: verdict.valid,
    model: verdict.model,
    ...defined({ consistency: verdict.consistency, promise: verdict.promise }),
    operations: verdict.operations,
    partitions: verdict.partitions,
    millis: verdict.millis,
    ...defined({ skipped: verdict.skipped }),
    ...(failure !== undefined && {
      failure: {
        ...defined({ key: failure.key }),
        operation: operationJson(failure.located),
        longestPrefix: failure.longestPrefix.map(operationJson),
        ...(failure.otherPrefixes.length > 0 && {
          otherPrefixes: failure.otherPrefixes.map((prefix) => prefix.map(operationJson)),
        }),
        next: failure.next.map((candidate) => ({ operation: operationJson(candidate), why: candidate.why })),
        because: failure.because,
        ...(failure.core !== undefined && { core: failure.core.map(operationJson) }),
        ...(failure.mustHaveHappened !== undefined && {
          mustHaveHappened: failure.mustHaveHappened.map(operationJson),
        }),
        ...(failure.executedTwice !== undefined && {
          executedTwice: failure.executedTwice.map(operationJson),
        }),
        ...(failure.origin !== undefined && {
          origin: { ...failure.origin, operations: failure.origin.operations.map(operationJson) },
        }),
        ...defined({
          hint: failure.hint,
          lines: failure.lines,
          anomaly: failure.anomaly,
          anomalies: failure.anomalies,
        }),
        ...(failure.proof !== undefined && {
          proof: failure.proof.map(({ kind, text }) => ({ kind, text })),
        }),
      },
    }),
    ...defined({ because }),
  }
}

function operationJson({ operation, line, text }: LocatedOperation): OperationVerdict {
  const { id, process, f, key, value, outcome, invoked, returned, request } = operation
  return {
    id,
    process,
    f,
    ...defined({ key }),
    value,
    outcome,
    invoked,
    // JSON has no infinity: null stands for an operation that never returned
    returned: Number.isFinite(returned) ? returned : null,
    ...defined({ request }),
    line,
    text,
  }
}
