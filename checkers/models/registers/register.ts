import { jsonKey } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { describeCall, show } from '../describe.ts'
import type { ModelName } from '../model-name.ts'
import type { Model } from '../model.ts'
import {
  casArguments,
  casObservation,
  exchangeInRegister,
  initialRegisters,
  stepRegister,
  unseenRegisterWrites,
  valuesOfRegister,
} from './register-steps.ts'
import type { RegisterState } from './register-steps.ts'

/** A register per key: `read`, `write` value, `cas` [from, to]; null until written. */
export const register: Model<RegisterState> = registerFrom('register', null)

/** The same under Jepsen's name. */
export const casRegister: Model<RegisterState> = registerFrom('cas-register', null)

/** The register that holds another value at first. */
export function registerFrom(name: ModelName, initial: RegisterState): Model<RegisterState> {
  return {
    name,
    functions: ['read', 'write', 'cas'],
    decide: 'register',
    isRead: ({ f }) => f === 'read',
    init: () => initial,
    step: stepRegister,
    exchange: exchangeInRegister,
    key: jsonKey,
    observation: casObservation,
    unseen: unseenRegisterWrites,
    values: valuesOfRegister(initial),
    initials: initialRegisters,
    describeOperation: describeRegisterOperation,
    describeState: show,
    readOf: (state) => state,
  }
}

export function describeRegisterOperation(operation: Operation): string {
  if (operation.f === 'read') return describeCall(operation, [], true)
  if (operation.f === 'cas') {
    const call = describeCall(operation, casArguments(operation), false)
    const { outcome } = operation
    return outcome.type === 'fail' && outcome.observed !== undefined
      ? `${call} that met ${show(outcome.observed)}`
      : call
  }
  return describeCall(operation, [operation.value], false)
}
