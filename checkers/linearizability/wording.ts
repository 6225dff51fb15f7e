import type { Operation } from '../../src/history/operation.ts'
import { show } from '../models/describe.ts'
import type { Model, ModelName } from '../models/index.ts'

const nouns: { readonly [name in ModelName]: string } = {
  register: 'the register',
  'cas-register': 'the register',
  kv: 'the register',
  append: 'the list',
  mutex: 'the mutex',
  set: 'the set',
  queue: 'the queue',
  directory: 'the directory',
  ledger: 'the ledger',
}

/** The object in words: its key, or what it is when there is only one. */
export function nameObject(model: Model, key: string | undefined): string {
  return key ?? nouns[model.name]
}

/** The call without its result: `write(4)`, `read`. */
export function describeCallOnly(model: Model, operation: Operation): string {
  const text = model.describeOperation({ ...operation, outcome: { type: 'fail', error: '' } })
  return text.endsWith('()') ? text.slice(0, -2) : text
}

/** `read of x returned 1`, `cas(1, 2) on x succeeded`. */
export function sayOutcome(model: Model, operation: Operation, object: string): string {
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
