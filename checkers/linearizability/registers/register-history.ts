import { elementAt } from '../../../src/base/element-at.ts'
import { ValueNumbers } from '../../../src/base/value-numbers.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { casArguments } from '../../models/registers/register-steps.ts'

/**
 * A register history in columns, when each value has one origin. Operations are numbered by their place, values as
 * they come; value 0 is the
 * initial one. In every column -1 stands for none.
 */
export interface RegisterHistory {
  readonly operations: readonly Operation[]
  readonly invoked: Float64Array
  readonly returned: Float64Array
  /** By operation: the value a read returned or a cas replaced. */
  readonly expected: Int32Array
  /** By operation: the value a write or cas installed. */
  readonly installed: Int32Array
  /** By value: its write or cas; none for the initial value and for one that came from nowhere. */
  readonly origin: Int32Array
}

/** Undefined when a value has two origins, or was installed though it is the initial one. */
export function readRegisterHistory(
  operations: readonly Operation[],
  initial: unknown,
): RegisterHistory | undefined {
  const numbers = new ValueNumbers()
  numbers.of(initial)
  const count = operations.length
  const expected = new Int32Array(count).fill(-1)
  const installed = new Int32Array(count).fill(-1)
  const invoked = new Float64Array(count)
  const returned = new Float64Array(count)
  // a read and a cas bring two values at most
  const origin = new Int32Array(2 * count + 1).fill(-1)
  for (let index = 0; index < count; index++) {
    const operation = elementAt(operations, index)
    const { f, value, outcome } = operation
    invoked[index] = operation.invoked
    returned[index] = operation.returned
    if (f === 'read') {
      if (outcome.type === 'ok') expected[index] = numbers.of(outcome.value)
      continue
    }
    let to = value
    if (f === 'cas') {
      const [from, next] = casArguments(operation)
      expected[index] = numbers.of(from)
      to = next
    }
    const number = numbers.of(to)
    if (number === 0 || origin[number] !== -1) return undefined
    installed[index] = number
    origin[number] = index
  }
  return { operations, invoked, returned, expected, installed, origin }
}

/** The operation that installed the value this one saw; -1 for none. */
export function originOf({ origin, expected }: RegisterHistory, operation: number): number {
  const value = expected[operation] as number
  return value < 0 ? -1 : (origin[value] as number)
}
