import { OVERVIEW_HEIGHT } from '../../canvas/heights.ts'
import { bounded, moved, wholeView, zoomed } from '../../canvas/view.ts'
import type { View } from '../../canvas/view.ts'
import { NAMES } from './picture.ts'
import type { Picture } from './picture.ts'

/** How near, in pixels, the pointer has to be. */
export const REACH = 7
/** A pointer that moves less than this clicks. */
const CLICK = 4

interface Drag {
  readonly x: number
  readonly isOverview: boolean
  moved: boolean
}

/** What the pointer acts on. Items are what a picture is made of: its events, or its operations. */
export interface PointerTarget<Shown extends Picture> {
  /** The last picture that was drawn. */
  shown(): Shown | undefined
  itemAt(picture: Shown, x: number, y: number): number | undefined
  show(view: View): void
  hover(item: number | undefined): void
  choose(item: number): void
}

/** Mouse, pen and fingers: drag to pan, pinch or wheel to zoom, brush on the overview, click to choose. */
export function startPointer<Shown extends Picture>(
  canvas: HTMLCanvasElement,
  { shown, itemAt, show, hover, choose }: PointerTarget<Shown>,
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
    const picture = shown()
    if (picture === undefined) return
    const at = place(event)
    const before = pointers.get(event.pointerId)
    if (before === undefined || drag === undefined) {
      hover(itemAt(picture, at.x, at.y))
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
        show(
          zoomed(picture.events, picture.view, width / now, share(picture, ((a?.x ?? 0) + (b?.x ?? 0)) / 2)),
        )
      return
    }
    if (Math.abs(at.x - drag.x) < CLICK && !drag.moved) return
    drag.moved = true
    pointers.set(event.pointerId, at)
    if (!drag.isOverview)
      show(moved(picture.events, picture.view, (before.x - at.x) / (picture.width - NAMES)))
    else if (drag.x !== at.x) show(brushed(picture, drag.x, at.x))
  })
  const end = (event: PointerEvent): void => {
    const picture = shown()
    const at = place(event)
    pointers.delete(event.pointerId)
    if (picture === undefined || drag === undefined || pointers.size > 0) return
    const { moved: hasMoved, isOverview } = drag
    drag = undefined
    if (hasMoved || event.type === 'pointercancel') return
    if (isOverview && at.y < OVERVIEW_HEIGHT) {
      const width = picture.view.to - picture.view.from
      const middle = positionAt(picture, at.x)
      show(bounded(picture.events, { ...picture.view, from: middle - width / 2, to: middle + width / 2 }))
      return
    }
    const found = itemAt(picture, at.x, at.y)
    if (found !== undefined) choose(found)
  }
  canvas.addEventListener('pointerup', end)
  canvas.addEventListener('pointercancel', end)
  canvas.addEventListener('pointerleave', () => hover(undefined))
  canvas.addEventListener(
    'wheel',
    (event) => {
      const picture = shown()
      const isZoom = event.ctrlKey || event.metaKey || document.activeElement === canvas
      const across = event.shiftKey ? event.deltaY : event.deltaX
      // a wheel that only passes scrolls the page
      if (picture === undefined || (!isZoom && across === 0)) return
      event.preventDefault()
      show(
        across === 0
          ? zoomed(picture.events, picture.view, Math.exp(event.deltaY / 300), share(picture, place(event).x))
          : moved(picture.events, picture.view, across / (picture.width - NAMES)),
      )
    },
    { passive: false },
  )
}

const share = ({ width }: Picture, x: number): number =>
  Math.min(1, Math.max(0, (x - NAMES) / (width - NAMES)))

/** On the axis of the overview. */
function positionAt(picture: Picture, x: number): number {
  const whole = wholeView(picture.events, picture.view.axis)
  return whole.from + share(picture, x) * (whole.to - whole.from)
}

function brushed(picture: Picture, from: number, to: number): View {
  const [a, b] = [positionAt(picture, from), positionAt(picture, to)]
  return bounded(picture.events, { ...picture.view, from: Math.min(a, b), to: Math.max(a, b) })
}
