import type { Operation } from '../../src/record/operation.ts'

/** The error an ok operation answered with (`{ error: ... }`), undefined for a success or an unknown outcome. */
export function answeredError(operation: Operation): string | undefined {
  const { outcome } = operation
  if (outcome.type !== 'ok' || outcome.value === null || typeof outcome.value !== 'object') return undefined
  const { error } = outcome.value as { error?: unknown }
  return typeof error === 'string' ? plain(error) : undefined
}

/** `Not-Found`, `not_found` and `not found` are one error. */
function plain(error: string): string {
  return error.toLowerCase().replaceAll(/[-_\s]+/g, ' ')
}
