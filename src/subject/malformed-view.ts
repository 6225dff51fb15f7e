import { valueText } from '../base/value-text.ts'
import { ContractBreach } from './contract-breach.ts'

/** The breach of a view or a lens, with the field, what it has and what `NodeView` wants. */
export function malformed(
  source: string,
  field: string,
  got: unknown,
  wanted: string,
  at = field,
): ContractBreach {
  const where = at === '' ? source : `${source}.${at}`
  const message = `${where} is ${valueText(got)}; NodeView wants ${wanted}`
  return new ContractBreach('well-formed-view', field === '' ? 'view' : field, message)
}

/** Whether it can be a term or an index. */
export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0
