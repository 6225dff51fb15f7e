import { positionOf } from '../../canvas/view.ts'
import type { Timed, View } from '../../canvas/view.ts'
import type { Colors } from './colors.ts'

/** Width of the names at the left. */
export const NAMES = 76

/** What every picture of events along an axis depends on. */
export interface Picture {
  readonly events: Timed
  readonly view: View
  /** Pixels. */
  readonly width: number
  readonly height: number
  readonly colors: Colors
}

/** Pixels from the left of a position on the axis. */
export const xOf = ({ view, width }: Pick<Picture, 'view' | 'width'>, position: number): number =>
  NAMES + ((position - view.from) / (view.to - view.from)) * (width - NAMES)

export const xOfEvent = (picture: Pick<Picture, 'events' | 'view' | 'width'>, event: number): number =>
  xOf(picture, positionOf(picture.events, picture.view.axis, event))

/** {@link xOfEvent} of one picture, for very many events. */
export function xOfEvents({ events, view, width }: Picture): (event: number) => number {
  const scale = (width - NAMES) / (view.to - view.from)
  const { times } = events
  return view.axis === 'step'
    ? (event) => NAMES + (event - view.from) * scale
    : (event) => NAMES + ((times[event] ?? 0) - view.from) * scale
}
