import { moved, wholeView, zoomed } from '../../canvas/view.ts'
import type { Timed, View } from '../../canvas/view.ts'

/** What a key of a picture shows; undefined for keys that mean something else. */
export function keyedView(events: Timed, view: View, key: string): View | undefined {
  switch (key) {
    case 'ArrowLeft':
      return moved(events, view, -0.2)
    case 'ArrowRight':
      return moved(events, view, 0.2)
    case '+':
    case '=':
      return zoomed(events, view, 0.5)
    case '-':
      return zoomed(events, view, 2)
    case '0':
      return wholeView(events, view.axis)
    case 'Home':
      return moved(events, view, -1e9)
    case 'End':
      return moved(events, view, 1e9)
    default:
      return undefined
  }
}
