import type { Operation, Outcome } from '../../../../src/record/operation.ts'

export const ok = (value: unknown = null): Outcome => ({ type: 'ok', value })
export const unknown: Outcome = { type: 'info', error: 'timeout' }
export const failed = (observed?: unknown): Outcome =>
  observed === undefined ? { type: 'fail', error: 'no' } : { type: 'fail', error: 'no', observed }

/** One line of a history: f, value, outcome, invoked, returned, key. Positions need not be consecutive. */
export type Line = readonly [
  f: string,
  value: unknown,
  outcome: Outcome,
  invoked: number,
  returned?: number,
  key?: string,
]

/** Operations by hand; ids and processes count the lines. */
export function history(...lines: readonly Line[]): Operation[] {
  return lines.map(([f, value, outcome, invoked, returned = Infinity, key], id) => {
    const operation = { id, process: id, f, value, outcome, invoked, returned }
    return key === undefined ? operation : { ...operation, key }
  })
}
