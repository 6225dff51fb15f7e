import type { Operation } from '../../../src/record/operation.ts'
import { requestText } from '../../../src/record/request-id.ts'
import { show } from '../../models/describe.ts'
import type { Model } from '../../models/index.ts'
import type { Suspicion } from './executed-twice.ts'

const nouns: { readonly [model: string]: string } = {
  'cas-register': 'the register',
  kv: 'the register',
  append: 'the list',
  'multi-register': 'the registers',
  'unordered-queue': 'the queue',
  'unique-ids': 'the set of ids',
  'versioned-register': 'the register',
  'owner-mutex': 'the lock',
}

/** The object in words: its key, or what it is when there is only one. */
export function nameObject(model: Model, key: string | undefined): string {
  return key ?? nouns[model.name] ?? `the ${model.name}`
}

/** The call without its result: `write(4)`, `read`. */
export function describeCallOnly(model: Model, operation: Operation): string {
  const text = model.describeOperation({ ...operation, outcome: { type: 'fail', error: '' } })
  return text.endsWith('()') ? text.slice(0, -2) : text
}

/** `read of x returned 1`, `cas(1, 2) on x succeeded`. */
export function formatOutcome(model: Model, operation: Operation, object: string): string {
  const call = model.describeOperation({ ...operation, outcome: { type: 'fail', error: '' } })
  const whole = model.describeOperation(operation)
  const short = describeCallOnly(model, operation)
  const { outcome } = operation
  if (outcome.type === 'fail') return `${short} on ${object} failed, having met ${show(outcome.observed)}`
  if (outcome.type === 'info') return `${short} on ${object} has an unknown outcome`
  // " -> " stands between the call and its result
  return whole === call
    ? `${short} on ${object} succeeded`
    : `${short} of ${object} returned ${whole.slice(call.length + 4)}`
}

/** Who carried an operation out: `process 3, request 7 of session 3`. */
export function formatClient({ process, request }: Operation): string {
  return `process ${process}${request === undefined ? '' : `, ${requestText(request)}`}`
}

/** The line of the file that an operation was called on; 0 where it has none. */
export type LineOf = (operation: Operation) => number

/** Where an operation stands: its line where there is one, else its process. */
export function formatPlace(operation: Operation, lineOf: LineOf | undefined): string {
  const line = lineOf?.(operation) ?? 0
  return line > 0 ? `line ${line}` : `process ${operation.process}`
}

/** What goes after the reason why a history has no order, where something was executed of which the opposite was said. */
export function formatRefused(model: Model, [first, ...others]: readonly Operation[]): string {
  if (first === undefined) return ''
  const what =
    others.length === 0
      ? `${describeCallOnly(model, first)} (${formatClient(first)}), which was answered "${refusal(first)}",`
      : `one of ${others.length + 1} operations that were answered as not executed`
  return `; it is as if ${what} had been executed`
}

/** What the client of an operation was told that had no effect. */
export const refusal = ({ outcome }: Operation): string =>
  outcome.type === 'fail' ? show(outcome.error).replace(/^"|"$/g, '') : 'not executed'

/** What goes after the reason why a history has no order, where a repetition is suspected. */
export function formatSuspicion(model: Model, suspicion: Suspicion | undefined): string {
  if (suspicion === undefined) return ''
  const { operations, orStale } = suspicion
  const [first] = operations
  const what =
    operations.length === 1 && first !== undefined
      ? `${describeCallOnly(model, first)} (${formatClient(first)})`
      : `one of ${operations.length} operations before it`
  const otherwise = orStale ? ', or as if this were answered from an older state' : ''
  return `; it is as if ${what} had been executed twice${otherwise}`
}
