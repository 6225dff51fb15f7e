import { AXIS_HEIGHT, OVERVIEW_HEIGHT } from '../canvas/heights.ts'

/** Pixels. */
const MOST = 24
const LEAST = 3
/** Of all lanes, while they can be thick enough. */
const LANES_HEIGHT = 520
/** More lanes than this are not drawn at once. */
export const MAX_LANES = 240
/** Below the last lane. */
const FOOT = 6

/** A lane that is drawn. */
export interface LaneRow {
  readonly lane: number
  readonly top: number
  readonly height: number
}

export interface HistoryLayout {
  readonly rows: readonly LaneRow[]
  readonly height: number
  /** Lanes that there is no room for, above and below those that are drawn. */
  readonly above: number
  readonly below: number
}

/** Where the lanes stand, of many from the one at position `first` on. */
export function historyLayout(lanes: ArrayLike<number>, first: number): HistoryLayout {
  const from = Math.min(Math.max(0, first), Math.max(0, lanes.length - MAX_LANES))
  const drawn = Array.from(lanes).slice(from, from + MAX_LANES)
  const height = Math.min(MOST, Math.max(LEAST, Math.floor(LANES_HEIGHT / Math.max(1, drawn.length))))
  const begin = OVERVIEW_HEIGHT + AXIS_HEIGHT
  return {
    rows: drawn.map((lane, index) => ({ lane, top: begin + index * height, height })),
    height: begin + drawn.length * height + FOOT,
    above: from,
    below: lanes.length - from - drawn.length,
  }
}
