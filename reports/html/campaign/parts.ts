import { grouped } from '../../quantities.ts'
import { el, type Child, type Element } from '../markup.ts'

/** A part of the page under its heading, with an address. */
export function part(id: string, title: string, ...children: readonly Child[]): Element {
  return el('section', { id }, el('h2', {}, title), children)
}

/** A cell; a number stands at the right. */
export type Cell = Child | number

/** A table whose first column names the rows; wider than the page, it scrolls in itself, also by keyboard. */
export function dataTable(
  label: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
): Element {
  const numeric = heads.map((_, column) => rows.some((row) => isNumber(row[column])))
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
          heads.map((head, column) =>
            el('th', { scope: 'col', class: numeric[column] === true ? 'number' : undefined }, head),
          ),
        ),
      ),
      el(
        'tbody',
        {},
        rows.map((cells) =>
          el(
            'tr',
            {},
            cells.map((cell, column) =>
              column === 0
                ? el('th', { scope: 'row' }, content(cell))
                : el('td', { class: numeric[column] === true ? 'number' : undefined }, content(cell)),
            ),
          ),
        ),
      ),
    ),
  )
}

const isNumber = (cell: Cell): boolean =>
  typeof cell === 'number' || (typeof cell === 'object' && 'tag' in cell && cell.attributes['class'] === BAD)

const content = (cell: Cell): Child => (typeof cell === 'number' ? grouped(cell) : cell)

const BAD = 'bad'

/** A zero that says something: it never happened. */
export const never = (): Element => el('span', { class: 'never' }, 'never')

/** A number that is bad news where it is not zero. */
export const badNumber = (value: number): Cell =>
  value === 0 ? value : el('b', { class: BAD }, grouped(value))
