import type { StepKind } from '../../../src/record/trace.ts'
import { el } from '../markup.ts'
import type { Element } from '../markup.ts'

/** The mark of an event. Shape says the kind, so that colour is never needed to read it. */
export function glyph(kind: StepKind, x: number, y: number): Element {
  const path = (d: string) => el('path', { class: `glyph ${kind}`, d })
  switch (kind) {
    case 'crash':
      return path(`M${x - 7} ${y - 5}H${x + 7}L${x} ${y + 7}Z`)
    case 'restart':
      return path(`M${x - 7} ${y + 5}H${x + 7}L${x} ${y - 7}Z`)
    case 'timer':
      return path(`M${x} ${y - 6}L${x + 6} ${y}L${x} ${y + 6}L${x - 6} ${y}Z`)
    case 'synced':
      return path(`M${x - 4} ${y - 4}h8v8h-8Z`)
    case 'pause':
      return path(`M${x - 5} ${y - 6}h3v12h-3ZM${x + 2} ${y - 6}h3v12h-3Z`)
    case 'resume':
      return path(`M${x - 4} ${y - 6}L${x + 6} ${y}L${x - 4} ${y + 6}Z`)
    case 'start':
      return path(`M${x - 7} ${y - 1.5}h14v3h-14Z`)
    case 'fault':
    case 'heal':
      return path(`M${x - 5} ${y - 5}h10v7h-3v3h-7Z`)
    case 'invoke':
    case 'return':
      return path(`M${x - 6} ${y - 1.5}h12v3h-12Z`)
    case 'violation':
      return el(
        'g',
        { class: 'glyph violation' },
        el('circle', { class: 'ring', cx: x, cy: y, r: 9 }),
        el('circle', { class: 'core', cx: x, cy: y, r: 4.5 }),
      )
    case 'deliver':
    case 'submit':
      return el('circle', { class: `glyph ${kind}`, cx: x, cy: y, r: 4.5 })
  }
}
