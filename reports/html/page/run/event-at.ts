import { lowerBound } from '../../../../src/base/lower-bound.ts'
import { eventsIn } from '../../canvas/view.ts'
import { NAMES, xOfEvent } from '../canvas/picture.ts'
import { REACH } from '../canvas/pointer.ts'
import type { Scene } from './scene.ts'

/** The nearest event of the lane there, or kept step; undefined when nothing is near. */
export function eventAt(scene: Scene, x: number, y: number): number | undefined {
  const { events, view, layout, kept } = scene
  const row = layout.rows.find(({ top, height }) => y >= top && y < top + height)
  if (x < NAMES || row === undefined || row.kind === 'fault') return undefined
  const near = view.from + ((x - NAMES) / (scene.width - NAMES)) * (view.to - view.from)
  const middle = view.axis === 'step' ? Math.round(near) : lowerBound(events.times, near)
  const [first, end] = eventsIn(events, view)
  let best: number | undefined
  let distance = REACH + 0.01
  const consider = (event: number): boolean => {
    const far = Math.abs(xOfEvent(scene, event) - x)
    const fits = row.kind === 'kept' ? kept.has(event) : events.run.n[event] === row.lane
    if (fits && (scene.matching === undefined || scene.matching[event] === 1) && far < distance) {
      distance = far
      best = event
    }
    return far <= REACH
  }
  for (let event = Math.min(middle, end - 1); event >= first && consider(event); event--);
  for (let event = middle; event < end && consider(event); event++);
  return best
}
