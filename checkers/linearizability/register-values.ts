import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/history/operation.ts'
import { casArguments } from '../models/register-steps.ts'

/** Where the values of a register history come from, when each has one origin. Values are numbered; 0 is null. */
export interface RegisterValues {
  /** By value: its write or cas; undefined for the initial value and for one that came from nowhere. */
  readonly origin: readonly (Operation | undefined)[]
  /** The value a read returned or a cas replaced. */
  readonly expected: ReadonlyMap<Operation, number>
  /** The value a write or cas installed. */
  readonly installed: ReadonlyMap<Operation, number>
}

/** Undefined when a value has two origins, or was installed though it is the initial one. */
export function readValues(operations: readonly Operation[]): RegisterValues | undefined {
  const numbers = new Map<unknown, number>([['null', 0]])
  const numberOf = (value: unknown): number => {
    const key = typeof value === 'number' ? value : canonicalJson(value)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, numbers.size)
    return numbers.size - 1
  }
  const expected = new Map<Operation, number>()
  const installed = new Map<Operation, number>()
  for (const operation of operations) {
    const { f, value, outcome } = operation
    if (f === 'read' && outcome.type === 'ok') expected.set(operation, numberOf(outcome.value))
    else if (f === 'write') installed.set(operation, numberOf(value))
    else if (f === 'cas') {
      const [from, to] = casArguments(operation)
      expected.set(operation, numberOf(from))
      installed.set(operation, numberOf(to))
    }
  }
  const origin = new Array<Operation | undefined>(numbers.size).fill(undefined)
  for (const [operation, value] of installed) {
    if (value === 0 || origin[value] !== undefined) return undefined
    origin[value] = operation
  }
  return { origin, expected, installed }
}

/** The operation that installed the value this one saw. */
export function originOf(values: RegisterValues, operation: Operation): Operation | undefined {
  return values.origin[values.expected.get(operation) ?? 0]
}
