import type { RunLayout } from '../../run/lanes.ts'
import type { RunEvents } from '../../run/run-events.ts'
import type { Picture } from '../canvas/picture.ts'

/** Everything a picture of the run depends on. */
export interface Scene extends Picture {
  readonly events: RunEvents
  readonly layout: RunLayout
  /** Event of each step that is kept, and its row in the trace. */
  readonly kept: ReadonlyMap<number, number>
  readonly matching: Uint8Array | undefined
  readonly selected: number | undefined
  readonly hovered: number | undefined
  /** Event of the step at the cursor of the trace. */
  readonly cursor: number | undefined
  readonly breach: number | undefined
}
