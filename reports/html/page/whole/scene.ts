import type { BrowsedHistory } from '../../whole/browsed.ts'
import type { HistoryLayout } from '../../whole/layout.ts'
import { visibleRange } from '../../whole/visible.ts'
import { eventsIn } from '../../canvas/view.ts'
import type { Picture } from '../canvas/picture.ts'

/** Everything a picture of a history depends on. */
export interface HistoryScene extends Picture {
  readonly history: BrowsedHistory
  readonly layout: HistoryLayout
  /** By operation; undefined: all fit. */
  readonly flags: Uint8Array | undefined
  readonly eventFlags: Uint8Array | undefined
  readonly isHiding: boolean
  readonly selected: number | undefined
  readonly hovered: number | undefined
  /** Calls of the operations in the conflict. */
  readonly conflict: ReadonlySet<number>
}

/** What of a lane is in view. */
export interface VisibleLane {
  readonly lane: number
  readonly top: number
  readonly height: number
  /** The lane's operations by their calls, and the range of them in view. */
  readonly list: Uint32Array
  readonly begin: number
  readonly end: number
}

export function visibleLanes({ history, layout, view }: HistoryScene): readonly VisibleLane[] {
  const [first, last] = eventsIn(history.events, view)
  return layout.rows.map((row) => {
    const [begin, end] = visibleRange(history, row.lane, first, last)
    return { ...row, list: history.lanes.operations[row.lane] ?? new Uint32Array(), begin, end }
  })
}

export const isFitting = ({ flags }: HistoryScene, operation: number): boolean =>
  flags === undefined || flags[operation] === 1
