import type { Json } from '../base/json.ts'
import type { OperationError } from '../base/operation-error.ts'

/** Whether another server may take the call: this one does not lead, or was not there to ask. */
export const isRefusal = ({ code }: OperationError): boolean =>
  code === 'not-leader' || code === 'unreachable'

/**
 * Whether a session would answer every try with it: the result of a request that was executed, or a refusal
 * that keeps it from executing for good. Any other refusal speaks of one try only.
 */
export function isFinal({
  error,
  observed,
}: {
  readonly error: OperationError
  readonly observed?: Json
}): boolean {
  if (observed !== undefined) return true
  const { code } = error
  return code === 'precondition-failed' || code === 'not-executed' || code === 'too-many-in-flight'
}
