import { InputError } from '../../src/base/input-error.ts'
import type { Operation } from '../../src/record/operation.ts'
import { checkLinearizability } from '../linearizability/index.ts'
import type { CheckOptions, LinearizabilityVerdict, ObjectConsistency } from '../linearizability/index.ts'
import type { Model } from '../models/index.ts'
import { checkSequential } from './check.ts'

/** What can be told of the operations on objects, the strongest first. */
export const objectLevels: readonly ObjectConsistency[] = ['linearizable', 'sequential']

/**
 * Checks operations at a level, `linearizable` unless another is named.
 * @throws InputError when the level is none that can be told of objects.
 */
export function checkObjects(
  operations: readonly Operation[],
  model: Model,
  options: CheckOptions & { readonly consistency?: string } = {},
): LinearizabilityVerdict {
  const { consistency = 'linearizable', ...rest } = options
  if (consistency === 'linearizable') return checkLinearizability(operations, model, rest)
  if (consistency === 'sequential') return checkSequential(operations, model, rest)
  throw new InputError(
    `the model ${model.name} is checked for ${objectLevels.join(' or ')}, not for ${consistency}`,
    { field: 'consistency' },
  )
}
