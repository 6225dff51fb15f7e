import { OVERVIEW_HEIGHT } from '../../run/lanes.ts'
import { lowerBound } from '../../../../src/base/lower-bound.ts'
import { bounded, eventsIn, moved, wholeView, zoomed } from '../../run/view.ts'
import { NAMES, xOfEvent } from './scene.ts'
import type { Scene } from './scene.ts'
import { hovered, zoom } from './state.ts'

/** How near, in pixels, the pointer has to be. */
const REACH = 7
/** A pointer that moves less than this clicks. */
const CLICK = 4

interface Drag {
  readonly x: number
  readonly isOverview: boolean
  moved: boolean
}

/** Mouse, pen and fingers: drag to pan, pinch or wheel to zoom, brush on the overview, click to choose. */
export function startPointer(
  canvas: HTMLCanvasElement,
  sceneOf: () => Scene | undefined,
  choose: (event: number) => void,
): void {
  const pointers = new Map<number, { x: number; y: number }>()
  let drag: Drag | undefined
  const place = (event: PointerEvent | WheelEvent): { x: number; y: number } => {
    const box = canvas.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId)
    const at = place(event)
    pointers.set(event.pointerId, at)
    drag = { x: at.x, isOverview: at.y < OVERVIEW_HEIGHT || event.shiftKey, moved: false }
  })
  canvas.addEventListener('pointermove', (event) => {
    const scene = sceneOf()
    if (scene === undefined) return
    const at = place(event)
    const before = pointers.get(event.pointerId)
    if (before === undefined || drag === undefined) {
      hovered.value = eventAt(scene, at.x, at.y)
      return
    }
    const [one, two] = [...pointers.values()]
    if (one !== undefined && two !== undefined) {
      const width = Math.abs(one.x - two.x)
      pointers.set(event.pointerId, at)
      const [a, b] = [...pointers.values()]
      const now = Math.abs((a?.x ?? 0) - (b?.x ?? 0))
      drag.moved = true
      if (now > 10 && width > 10)
        zoom.value = zoomed(
          scene.events,
          scene.view,
          width / now,
          share(scene, ((a?.x ?? 0) + (b?.x ?? 0)) / 2),
        )
      return
    }
    if (Math.abs(at.x - drag.x) < CLICK && !drag.moved) return
    drag.moved = true
    pointers.set(event.pointerId, at)
    if (drag.isOverview) brush(scene, drag.x, at.x, drag.x !== at.x)
    else zoom.value = moved(scene.events, scene.view, (before.x - at.x) / (scene.width - NAMES))
  })
  const end = (event: PointerEvent): void => {
    const scene = sceneOf()
    const at = place(event)
    pointers.delete(event.pointerId)
    if (scene === undefined || drag === undefined || pointers.size > 0) return
    const { moved: hasMoved, isOverview } = drag
    drag = undefined
    if (hasMoved || event.type === 'pointercancel') return
    if (isOverview && at.y < OVERVIEW_HEIGHT) {
      const width = scene.view.to - scene.view.from
      const middle = positionAt(scene, at.x)
      zoom.value = bounded(scene.events, { ...scene.view, from: middle - width / 2, to: middle + width / 2 })
      return
    }
    const found = eventAt(scene, at.x, at.y)
    if (found !== undefined) choose(found)
  }
  canvas.addEventListener('pointerup', end)
  canvas.addEventListener('pointercancel', end)
  canvas.addEventListener('pointerleave', () => (hovered.value = undefined))
  canvas.addEventListener(
    'wheel',
    (event) => {
      const scene = sceneOf()
      const isZoom = event.ctrlKey || event.metaKey || document.activeElement === canvas
      const across = event.shiftKey ? event.deltaY : event.deltaX
      // a wheel that only passes scrolls the page
      if (scene === undefined || (!isZoom && across === 0)) return
      event.preventDefault()
      zoom.value =
        across === 0
          ? zoomed(scene.events, scene.view, Math.exp(event.deltaY / 300), share(scene, place(event).x))
          : moved(scene.events, scene.view, across / (scene.width - NAMES))
    },
    { passive: false },
  )
}

const share = ({ width }: Scene, x: number): number => Math.min(1, Math.max(0, (x - NAMES) / (width - NAMES)))

/** On the axis of the overview. */
function positionAt(scene: Scene, x: number): number {
  const whole = wholeView(scene.events, scene.view.axis)
  return whole.from + share(scene, x) * (whole.to - whole.from)
}

function brush(scene: Scene, from: number, to: number, isWide: boolean): void {
  if (!isWide) return
  const [a, b] = [positionAt(scene, from), positionAt(scene, to)]
  zoom.value = bounded(scene.events, { ...scene.view, from: Math.min(a, b), to: Math.max(a, b) })
}

/** The nearest event of the lane there, or kept step; undefined when nothing is near. */
function eventAt(scene: Scene, x: number, y: number): number | undefined {
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
