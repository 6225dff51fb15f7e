import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/history/operation.ts'
import { describeCall, show } from './describe.ts'
import type { Model } from './model.ts'
import { describeRegisterOperation } from './register.ts'
import { casObservation, stepRegister, unseenRegisterWrites } from './register-steps.ts'
import { focusOnTextsRead } from './text-focus.ts'

/**
 * Keys with values, absent (null) until written. Two vocabularies over one state: `read`, `write`, `cas`, and
 * that of string stores, `get` ('' when absent), `put`, `append` (concatenates).
 */
export const kv: Model = {
  name: 'kv',
  functions: ['read', 'write', 'cas', 'get', 'put', 'append'],
  isRead: ({ f }) => f === 'read' || f === 'get',
  init: () => null,
  step(state, operation) {
    switch (operation.f) {
      case 'get':
        return operation.outcome.type !== 'ok' || text(operation.outcome.value) === text(state)
          ? state
          : undefined
      case 'put':
        return operation.value ?? null
      case 'append':
        return text(state) + text(operation.value)
    }
    return stepRegister(state, operation)
  },
  key: canonicalJson,
  observation: casObservation,
  unseen: unseenWrites,
  focus: (operations) => (operations.every(isText) ? focusOnTextsRead(operations, text) : undefined),
  describeOperation(operation) {
    if (operation.f === 'get') return describeCall(operation, [], true)
    if (operation.f === 'put' || operation.f === 'append')
      return describeCall(operation, [operation.value], false)
    return describeRegisterOperation(operation)
  },
  describeState: show,
}

function isText({ f }: Operation): boolean {
  return f === 'get' || f === 'put' || f === 'append'
}

function text(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : canonicalJson(value)
}

// An appended text may show as a part of any later string, so with the string vocabulary nothing is left out
// except what no read can contain.
function unseenWrites(operations: readonly Operation[]): (operation: Operation) => boolean {
  if (!operations.some(isText)) return unseenRegisterWrites(operations)
  if (operations.some((operation) => !isText(operation))) return () => false
  const got = operations.flatMap(({ f, outcome }) =>
    f === 'get' && outcome.type === 'ok' ? [text(outcome.value)] : [],
  )
  return ({ value }) => text(value) !== '' && !got.some((seen) => seen.includes(text(value)))
}
