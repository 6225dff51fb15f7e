import type { Operation } from '../../src/history/operation.ts'
import { isRequired } from './prepare.ts'
import { originOf } from './register-values.ts'
import type { RegisterValues } from './register-values.ts'

/**
 * The operations that took effect for certain: the completed ones and those of unknown outcome whose value one
 * of these saw. The latter map to the operation that saw it. All others can be left out.
 */
export type Effects = ReadonlyMap<Operation, Operation | undefined>

export function effectsOf(operations: readonly Operation[], values: RegisterValues): Effects {
  const effects = new Map<Operation, Operation | undefined>()
  const pending: Operation[] = []
  for (const operation of operations) {
    if (!isRequired(operation)) continue
    effects.set(operation, undefined)
    pending.push(operation)
  }
  for (let operation = pending.pop(); operation !== undefined; operation = pending.pop()) {
    const source = originOf(values, operation)
    if (source === undefined || effects.has(source)) continue
    effects.set(source, operation)
    pending.push(source)
  }
  return effects
}
