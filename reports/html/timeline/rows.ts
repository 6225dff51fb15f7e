import type { ProcessId } from '../../../src/record/operation.ts'
import type { DrawnOperation } from './timeline.ts'

/** A row of the picture: operations of one process that follow each other. */
export interface Row<Of> {
  readonly process: ProcessId
  readonly members: readonly Of[]
}

/**
 * The rows of the operations, by process. A process mostly has one; where it went on after an unknown outcome, which
 * stays open to the end, what came later has a row below.
 */
export function rowsOf<Of extends { readonly operation: DrawnOperation }>(
  operations: readonly Of[],
): Row<Of>[] {
  const rows: { readonly process: ProcessId; readonly members: Of[] }[] = []
  const byInvocation = [...operations].sort((a, b) => a.operation.invoked - b.operation.invoked)
  for (const one of byInvocation) {
    const { process, invoked } = one.operation
    const free = rows.find(
      (row) => row.process === process && (row.members.at(-1)?.operation.returned ?? -1) < invoked,
    )
    if (free === undefined) rows.push({ process, members: [one] })
    else free.members.push(one)
  }
  // the sort is stable: rows of one process stay as they were opened
  return rows.sort((a, b) => byProcess(a.process, b.process))
}

/** Numbers first, then names. */
function byProcess(a: ProcessId, b: ProcessId): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
