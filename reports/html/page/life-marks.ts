import type { Geometry } from '../lanes/geometry.ts'
import { el } from '../markup.ts'
import type { Element } from '../markup.ts'
import type { EntryLife } from './entry-life.ts'

/** Half the width of the band on a lane, in pixels. */
const HALF = 10

/** A band on each lane while its server has the entry; its border is whole from where the server knows it committed. */
export function lifeMarks(geometry: Geometry, life: EntryLife | undefined): Element[] {
  return (life?.stretches ?? []).flatMap(({ lane, from, to, committed }) => {
    const end = to < (life?.rows ?? 0) ? geometry.y(to) : geometry.height - 2
    const start = geometry.y(from)
    const known = committed === undefined ? end : geometry.y(committed)
    return [
      ...(known > start ? [band('life', geometry.x(lane), start, known)] : []),
      ...(end > known ? [band('life committed', geometry.x(lane), known, end)] : []),
    ]
  })
}

const band = (kind: string, x: number, from: number, to: number): Element =>
  el('rect', { class: kind, x: x - HALF, y: from, width: 2 * HALF, height: to - from, rx: 3 })
