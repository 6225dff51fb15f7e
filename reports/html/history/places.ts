import { grouped } from '../../quantities.ts'
import type { Child } from '../markup.ts'
import { reference } from '../reference.ts'
import type { EventId } from '../event-id.ts'
import type { ColumnTrace } from '../schema.ts'
import type { PlacedOperation } from '../timeline/timeline.ts'
import { clientName } from '../timeline/words.ts'

/** How tables say who made an operation, and where it stands. */
export interface Places {
  readonly heads: readonly string[]
  cells(one: PlacedOperation): Child[]
  /** More about when, where there is room. */
  readonly timeHeads: readonly string[]
  times(one: PlacedOperation): Child[]
  /** Where the rows are that a table leaves out. */
  readonly rest: string
}

/** Of a file: processes, lines and event positions. */
export const inFile: Places = {
  rest: 'see --json',
  heads: ['Process', 'Line'],
  cells: ({ operation, line = 0 }) => [String(operation.process), grouped(line)],
  timeHeads: ['Called at event', 'Returned at event'],
  times: ({ operation }) => [
    grouped(operation.invoked),
    Number.isFinite(operation.returned) ? grouped(operation.returned) : 'never: outcome unknown',
  ],
}

/** Of a run: clients and steps, which are links where the trace has them. */
export function inRun(trace: ColumnTrace | null): Places {
  const step = (id: EventId | null | undefined, otherwise: string): Child =>
    id === null || id === undefined ? otherwise : reference(trace, id)
  return {
    rest: 'see history.jsonl',
    heads: ['Client', 'Called', 'Answered'],
    cells: ({ operation, steps }) => [
      clientName(operation.process),
      step(steps?.called, 'not recorded'),
      Number.isFinite(operation.returned) ? step(steps?.answered, 'not recorded') : 'outcome unknown',
    ],
    timeHeads: [],
    times: () => [],
  }
}
