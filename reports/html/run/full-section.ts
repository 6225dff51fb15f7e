import { counted, grouped } from '../../quantities.ts'
import { el } from '../markup.ts'
import type { Element } from '../markup.ts'
import type { Report } from '../schema.ts'

/** The whole run in one line above the trace; with script it opens to the picture. */
export function fullSection({ full, min }: Report): Element | false {
  if (full === null) return false
  const run = min?.prefix === 'm' ? 'Original run' : 'Full run'
  const name = full.ofRun === undefined ? run : `${run} up to the breach`
  const all = full.ofRun === undefined ? '' : ` of ${grouped(full.ofRun)}, of which no more is traced`
  const kept = min?.orig?.filter((step) => step !== null).length
  const ticks =
    kept === undefined
      ? ''
      : `; ${counted(kept, 'step')} of it ${kept === 1 ? 'is' : 'are'} like those kept below`
  return el(
    'details',
    { class: 'card full', id: 'full' },
    el('summary', {}, el('h2', {}, name, el('span', {}, `${counted(full.events, 'event')}${all}${ticks}`))),
    full.window !== undefined &&
      el(
        'p',
        { class: 'banner' },
        `The last ${grouped(full.embedded)} up to the breach are in this page; trace.jsonl.gz has them all.`,
      ),
    el(
      'p',
      { class: 'unscripted' },
      'It is drawn by the script of this page; trace.jsonl.gz has it as text.',
    ),
    el('div', { id: 'full-run', class: 'script-only' }),
  )
}
