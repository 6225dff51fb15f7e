import { counted, grouped } from '../../quantities.ts'
import { el } from '../markup.ts'
import type { Element } from '../markup.ts'
import type { InertData } from '../page-document.ts'
import type { PackedHistory } from './columns.ts'

/** Characters of all histories of one page; those there is no more room for are left out. */
const MAX_PAGE = 6_000_000

/** A history on the page: its element, and the data that its script reads. */
export interface WholeSection {
  readonly element: Element
  readonly inert?: InertData
}

/**
 * The whole histories of a page, each with the address of its section; undefined where there is none. The first ones are
 * carried up to six megabytes.
 */
export function wholeSections(
  histories: readonly { readonly whole: PackedHistory | undefined; readonly page: string }[],
): readonly (WholeSection | undefined)[] {
  const isOpen = histories.filter(({ whole }) => whole !== undefined).length === 1
  let room = MAX_PAGE
  return histories.map(({ whole, page }) => {
    if (whole === undefined) return undefined
    if (whole.text.length > room) return { element: leftOut(whole) }
    room -= whole.text.length
    const payload = `ww-history-${page}`
    return {
      element: section(whole, page, payload, isOpen),
      inert: { id: payload, type: 'text/plain', text: whole.text },
    }
  })
}

function section(whole: PackedHistory, page: string, payload: string, isOpen: boolean): Element {
  const { total, carried, window } = whole
  return el(
    'details',
    { class: 'full whole', open: isOpen, 'data-payload': payload, 'data-page': page },
    summary(whole),
    window !== undefined &&
      el(
        'p',
        { class: 'banner' },
        `${grouped(carried)} of ${counted(total, 'operation')} are in this page: ${window}. The file has them all.`,
      ),
    el(
      'p',
      { class: 'unscripted' },
      'All operations of all clients are drawn by the script of this page, which did not run here: to zoom, filter and browse them, open it in a browser with scripts. The file has them as text.',
    ),
    el(
      'p',
      { class: 'on-paper' },
      'It is drawn on the screen, where it can be zoomed, filtered and browsed.',
    ),
    el('div', { class: 'whole-view script-only' }),
  )
}

function leftOut(whole: PackedHistory): Element {
  return el(
    'details',
    { class: 'full' },
    summary(whole),
    el(
      'p',
      {},
      'There is no room for it beside the histories above: check this file alone for a page that has it.',
    ),
  )
}

const summary = ({ total, processes }: PackedHistory): Element =>
  el(
    'summary',
    {},
    el(
      'h3',
      {},
      'Whole history',
      el('span', {}, `${counted(total, 'operation')} of ${counted(processes, 'process', 'processes')}`),
    ),
  )
