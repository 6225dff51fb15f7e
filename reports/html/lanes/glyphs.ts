import type { StepKind } from '../../../src/record/trace.ts'
import { el } from '../markup.ts'
import type { Element } from '../markup.ts'

/** A disk that synced late: the square of a sync, hollow, with the hands of a clock. */
export const lateSync = (x: number, y: number): Element[] => [
  el('path', { class: 'glyph synced late', d: `M${x - 6} ${y - 6}h12v12h-12ZM${x} ${y - 3.5}v3.5h3` }),
]

/** The mark of an event. Shape says the kind, so that colour is never needed to read it. */
export function glyph(kind: StepKind, x: number, y: number): Element[] {
  const path = (d: string) => [el('path', { class: `glyph ${kind}`, d })]
  switch (kind) {
    case 'crash':
      return path(`M${x - 7} ${y - 5}h14l-7 12Z`)
    case 'restart':
      return path(`M${x - 7} ${y + 5}h14l-7-12Z`)
    case 'timer':
      return path(`M${x} ${y - 6}l6 6l-6 6l-6-6Z`)
    case 'synced':
      return path(`M${x - 4} ${y - 4}h8v8h-8Z`)
    case 'pause':
      return path(`M${x - 5} ${y - 6}h3v12h-3Zm7 0h3v12h-3Z`)
    case 'resume':
      return path(`M${x - 4} ${y - 6}l10 6l-10 6Z`)
    case 'start':
      return path(`M${x - 7} ${y - 1.5}h14v3h-14Z`)
    case 'fault':
    case 'heal':
      return path(`M${x - 5} ${y - 5}h10v7h-3v3h-7Z`)
    case 'invoke':
    case 'return':
      return path(`M${x - 6} ${y - 1.5}h12v3h-12Z`)
    case 'violation':
      return [
        el('circle', { class: 'glyph ring', cx: x, cy: y, r: 9 }),
        el('circle', { class: 'glyph core', cx: x, cy: y, r: 4.5 }),
      ]
    case 'deliver':
    case 'submit':
      // lines without length, whose round ends are the dots: a page has hundreds of them
      return [
        el('path', { class: 'dot', d: `M${x} ${y}h0` }),
        el('path', { class: `dot ${kind}`, d: `M${x} ${y}h0` }),
      ]
  }
}
