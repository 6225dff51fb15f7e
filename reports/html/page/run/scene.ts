import type { RunLayout } from '../../run/lanes.ts'
import type { RunEvents } from '../../run/run-events.ts'
import { positionOf } from '../../run/view.ts'
import type { View } from '../../run/view.ts'
import type { Colors } from './colors.ts'

/** Width of the names at the left. */
export const NAMES = 76

/** Everything a picture of the run depends on. */
export interface Scene {
  readonly events: RunEvents
  readonly layout: RunLayout
  readonly view: View
  readonly width: number
  readonly colors: Colors
  /** Event of each step that is kept, and its row in the trace. */
  readonly kept: ReadonlyMap<number, number>
  readonly matching: Uint8Array | undefined
  readonly selected: number | undefined
  readonly hovered: number | undefined
  /** Event of the step at the cursor of the trace. */
  readonly cursor: number | undefined
  readonly breach: number | undefined
}

/** Pixels from the left of a position on the axis. */
export const xOf = ({ view, width }: Pick<Scene, 'view' | 'width'>, position: number): number =>
  NAMES + ((position - view.from) / (view.to - view.from)) * (width - NAMES)

export const xOfEvent = (scene: Scene, event: number): number =>
  xOf(scene, positionOf(scene.events, scene.view.axis, event))
