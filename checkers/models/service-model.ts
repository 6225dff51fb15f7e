import type { Operation } from '../../src/record/operation.ts'
import type { Model } from './model.ts'
import { models } from './registry.ts'

/** The model of the service that these operations asked: no two have a function in common. */
export function serviceModel(operations: readonly Operation[]): Model {
  const asks = ({ functions }: Model): boolean => operations.some(({ f }) => functions.includes(f))
  return [models.directory, models.ledger].find(asks) ?? models.kv
}
