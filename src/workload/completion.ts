import type { Json } from '../base/json.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import type { CodedOutcome } from '../record/operation.ts'
import { resultOf } from './calls.ts'
import type { Call } from './open-operation.ts'

/** The event of the history that ends an operation of `process`. */
export function completion(process: number, call: Call, outcome: CodedOutcome<Json>): HistoryEvent {
  const { f, key, value } = call
  const event = { process, f, ...(key !== undefined && { key }) }
  if (outcome.type === 'ok') return { ...event, type: 'ok', value: resultOf(call, outcome.value) }
  const { type, error } = outcome
  const met = outcome.type === 'fail' && outcome.observed !== undefined ? { observed: outcome.observed } : {}
  return { ...event, type, value, error: error.text, ...met }
}

/**
 * The process that a client is after an operation. After an unknown outcome it is another: the operation may yet take
 * effect, so that its process never ends it, and one process has no two operations at once. `processes`: how far
 * the next one lies, such that no two clients meet.
 */
export function processAfter(process: number, { type }: CodedOutcome<Json>, processes: number): number {
  return type === 'info' ? process + processes : process
}
