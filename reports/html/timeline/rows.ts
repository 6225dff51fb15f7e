import type { Operation } from '../../../src/history/operation.ts'

/** A row of the picture: operations of one process that follow each other. */
export interface Row<Of> {
  readonly process: number
  readonly members: readonly Of[]
}

/**
 * The rows of the operations, by process. A process mostly has one; where it went on after an unknown outcome, which
 * stays open to the end, what came later has a row below.
 */
export function rowsOf<Of extends { readonly operation: Operation }>(operations: readonly Of[]): Row<Of>[] {
  const rows: { readonly process: number; readonly members: Of[] }[] = []
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
  return rows.sort((a, b) => a.process - b.process)
}
