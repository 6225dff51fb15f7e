import { AXIS_HEIGHT, OVERVIEW_HEIGHT } from '../canvas/heights.ts'
import type { Lane, ReportFault } from '../schema.ts'

/** Pixels. */
const KEPT_HEIGHT = 14
const CLIENT_HEIGHT = 12
const NODE_HEIGHT = 24
const FAULT_HEIGHT = 13
const GAP = 6
/** At the bottom, for the numbers of terms. */
const TERMS_HEIGHT = 14
/** More lanes of clients would push the servers out of sight: then they are thinner. */
const MANY_CLIENTS = 10

/** A row of the picture. */
export interface RunRow {
  readonly name: string
  readonly kind: 'kept' | 'client' | 'node' | 'fault'
  /** Index of the lane, of a client or server. */
  readonly lane?: number
  readonly faults?: readonly ReportFault[]
  readonly top: number
  readonly height: number
}

export interface RunLayout {
  readonly rows: readonly RunRow[]
  /** Where the axis stands. */
  readonly axis: number
  readonly height: number
}

/** The rows of the whole run: steps that are kept, clients, servers, and one row for each kind of fault. */
export function runLayout(lanes: readonly Lane[], faults: readonly ReportFault[]): RunLayout {
  const clients = lanes.filter(({ kind }) => kind === 'client').length
  const clientHeight =
    clients > MANY_CLIENTS ? Math.max(3, Math.floor((MANY_CLIENTS * CLIENT_HEIGHT) / clients)) : CLIENT_HEIGHT
  const rows: RunRow[] = []
  let top = OVERVIEW_HEIGHT + AXIS_HEIGHT
  const add = (row: Omit<RunRow, 'top'>): void => {
    const before = rows.at(-1)
    if (before !== undefined && before.kind !== row.kind) top += GAP
    rows.push({ ...row, top })
    top += row.height
  }
  add({ name: 'kept', kind: 'kept', height: KEPT_HEIGHT })
  for (const [lane, { name, kind }] of lanes.entries())
    add({ name, kind, lane, height: kind === 'client' ? clientHeight : NODE_HEIGHT })
  for (const [kind, ofKind] of Map.groupBy(faults, (fault) => fault.kind))
    if (ofKind.some(({ activations }) => activations.length > 0))
      add({ name: kind, kind: 'fault', faults: ofKind, height: FAULT_HEIGHT })
  return { rows, axis: OVERVIEW_HEIGHT + AXIS_HEIGHT, height: top + GAP + TERMS_HEIGHT }
}
