import { eventsIn } from '../../canvas/view.ts'
import { lastEvent, visibleRange } from '../../whole/visible.ts'
import { NAMES, xOfEvent } from '../canvas/picture.ts'
import { REACH } from '../canvas/pointer.ts'
import { isFitting } from './scene.ts'
import type { HistoryScene } from './scene.ts'

/** The operation of the lane there whose bar is under the pointer, or nearest to it; undefined: none is near. */
export function operationAt(scene: HistoryScene, x: number, y: number): number | undefined {
  const { history, layout, view, width } = scene
  const row = layout.rows.find(({ top, height }) => y >= top && y < top + height)
  if (x < NAMES || row === undefined) return undefined
  // the events within reach of the pointer
  const scale = (view.to - view.from) / (width - NAMES)
  const at = view.from + (x - NAMES) * scale
  const near = eventsIn(history.events, { ...view, from: at - REACH * scale, to: at + REACH * scale })
  const [begin, end] = visibleRange(history, row.lane, ...near)
  const list = history.lanes.operations[row.lane] ?? new Uint32Array()
  let best: number | undefined
  let distance = REACH + 0.01
  for (let index = begin; index < end; index++) {
    const operation = list[index] ?? 0
    if (!isFitting(scene, operation)) continue
    const left = xOfEvent(scene, history.from[operation] ?? 0)
    const last = lastEvent(history, row.lane, index)
    const right = last === undefined ? Infinity : xOfEvent(scene, last)
    const far = Math.max(0, left - x, x - right)
    if (far >= distance) continue
    distance = far
    best = operation
  }
  return best
}
