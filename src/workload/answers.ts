import type { Json } from '../base/json.ts'
import { notExecuted, tooManyInFlight } from '../raft/services/session-command.ts'

/** Whether another server may take the call: this one does not lead, or was not there to ask. */
export const isRefusal = (error: string): boolean =>
  error.startsWith('not leader') || error.startsWith('unreachable')

/**
 * Whether a session would answer every try with it: the result of a request that was executed, or a refusal
 * that keeps it from executing for good. Any other refusal speaks of one try only.
 */
export function isFinal(outcome: { readonly error: string; readonly observed?: Json }): boolean {
  const { error, observed } = outcome
  const ofService = observed !== undefined || error.startsWith('precondition failed')
  return ofService || error === notExecuted || error === tooManyInFlight
}
