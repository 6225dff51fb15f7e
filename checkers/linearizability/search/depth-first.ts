import type { Operation } from '../../../src/record/operation.ts'
import type { SearchModel } from '../../models/index.ts'
import { searchLinearization } from '../../porcupine-wasm/index.ts'
import type { SearchBudget } from '../../porcupine-wasm/index.ts'
import { packColumns } from './columns.ts'
import type { Answer } from '../answer.ts'
import { readResult } from '../explanation/read-result.ts'

/** Decides one object by exhaustive search. */
export function searchDepthFirst(
  model: SearchModel,
  operations: readonly Operation[],
  budget: SearchBudget,
): Answer {
  return readResult(operations, searchLinearization(packColumns(model, operations), budget))
}
