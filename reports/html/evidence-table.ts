import { el } from './markup.ts'
import type { Child, Element } from './markup.ts'

/** A section under the trace. */
export function card(title: string, kind: string, ...children: readonly Child[]): Element {
  return el('section', { class: `card ${kind}` }, el('h2', {}, title), children)
}

/** A table that may be wider than its card scrolls inside it, also by keyboard. */
export function table(label: string, heads: readonly string[], rows: readonly (readonly Child[])[]): Element {
  return el(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': label, tabindex: 0 },
    el(
      'table',
      {},
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          heads.map((head) => el('th', { scope: 'col' }, head)),
        ),
      ),
      el(
        'tbody',
        {},
        rows.map((cells) =>
          el(
            'tr',
            {},
            cells.map((cell) => el('td', {}, cell)),
          ),
        ),
      ),
    ),
  )
}
