import { canonicalJson, jsonKey } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { describeCall, show } from '../describe.ts'
import type { Model } from '../model.ts'
import { describeRegisterOperation } from './register.ts'
import {
  casObservation,
  exchangeInRegister,
  initialRegisters,
  stepRegister,
  unseenRegisterWrites,
  valuesOfRegister,
} from './register-steps.ts'
import { focusOnTextsRead } from './text-focus.ts'

/**
 * Keys with values, absent (null) until written. Two vocabularies over one state: `read`, `write`, `cas`, and
 * that of string stores, `get` ('' when absent), `put`, `append` (concatenates). In both, `delete` makes a key
 * absent, whether or not it was there.
 */
export const kv: Model = kvFrom(null)

/** The same with keys that have a value at first. */
export function kvFrom(initial: unknown): Model {
  return {
    name: 'kv',
    decide: 'register',
    functions: ['read', 'write', 'cas', 'get', 'put', 'append', 'delete'],
    isRead: ({ f }) => f === 'read' || f === 'get',
    init: () => initial,
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
        case 'delete':
          return null
      }
      return stepRegister(state, operation)
    },
    key: jsonKey,
    exchange: exchangeInRegister,
    observation: casObservation,
    unseen: unseenWrites,
    values: valuesOfRegister(initial),
    initials: initialRegisters,
    focus: (operations) =>
      operations.every(suitsText) ? focusOnTextsRead(operations, text, text(initial)) : undefined,
    describeOperation(operation) {
      if (operation.f === 'get') return describeCall(operation, [], true)
      if (operation.f === 'put' || operation.f === 'append')
        return describeCall(operation, [operation.value], false)
      if (operation.f === 'delete') return describeCall(operation, [], false)
      return describeRegisterOperation(operation)
    },
    describeState: show,
    readOf: (state) => state,
  }
}

function isText({ f }: Operation): boolean {
  return f === 'get' || f === 'put' || f === 'append'
}

function suitsText(operation: Operation): boolean {
  return isText(operation) || operation.f === 'delete'
}

function text(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : canonicalJson(value)
}

// An appended text may show as a part of any later string, so with the string vocabulary nothing is left out
// except what no read can contain, and a delete where nobody found the key absent or went on from there.
function unseenWrites(operations: readonly Operation[]): (operation: Operation) => boolean {
  if (!operations.some(isText)) return unseenRegisterWrites(operations)
  if (!operations.every(suitsText)) return () => false
  const got = operations.flatMap(({ f, outcome }) =>
    f === 'get' && outcome.type === 'ok' ? [text(outcome.value)] : [],
  )
  const isAbsenceSeen = got.includes('') || operations.some(({ f }) => f === 'append')
  return ({ f, value }) => {
    if (f === 'delete') return !isAbsenceSeen
    return text(value) !== '' && !got.some((seen) => seen.includes(text(value)))
  }
}
