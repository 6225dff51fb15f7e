import { effect, signal } from '@preact/signals'
import { lateText } from '../row-notes.ts'
import { messageById } from '../trace-events.ts'
import { readAddress, replaceParameter } from './hash.ts'
import { byId } from './by-id.ts'
import type { Loaded } from './report-element.ts'
import { light, reveal } from './view.ts'

/** Row the reader looks at. */
export const cursor = signal(0)

/** Follows the address, and keeps rows, arrows and address in step with the cursor. */
export function startCursor(loaded: Loaded): void {
  const { rows } = loaded
  // rows that are folded away are no longer there to be counted
  document.querySelector('.grid')?.setAttribute('aria-rowcount', String(rows.length + 1))
  for (const [index, row] of rows.entries()) {
    row.setAttribute('aria-rowindex', String(index + 2))
    if (!row.hasAttribute('tabindex')) select(row, false)
  }
  const fromAddress = (): number | undefined => {
    const id = readAddress(location.hash).parameters.get('e')
    const row = loaded.events.findIndex((event) => event.id === id)
    return row < 0 ? undefined : row
  }
  cursor.value = fromAddress() ?? loaded.breach
  effect(() => reveal(cursor.value))
  effect(() => light(loaded, loaded.events[cursor.value]?.step ?? 0))
  let shown: HTMLElement | undefined
  effect(() => {
    const row = rows[cursor.value]
    const event = loaded.events[cursor.value]
    if (row === undefined || event === undefined) return
    const before = shown ?? rows[loaded.breach]
    if (before !== undefined) select(before, false)
    select(row, true)
    if (shown !== undefined) {
      replaceParameter('e', event.id)
      byId('live').textContent = `Step ${event.step}: ${event.text}`
    }
    shown = row
  })
  addEventListener('hashchange', () => {
    const row = fromAddress()
    if (row !== undefined) moveTo(loaded, row)
  })
  const body = document.querySelector('.grid .body')
  body?.addEventListener('click', ({ target }) => {
    const index = target instanceof Element ? rows.findIndex((row) => row === target.closest('.row')) : -1
    if (index >= 0) moveTo(loaded, index)
  })
  body?.addEventListener('pointerover', ({ target }) => {
    if (target instanceof Element) nameText(loaded, target.closest<HTMLElement>('.row .text'))
  })
  if (fromAddress() !== undefined) rows[cursor.value]?.scrollIntoView({ block: 'nearest' })
}

function select(row: HTMLElement, isSelected: boolean): void {
  row.setAttribute('aria-selected', String(isSelected))
  row.setAttribute('tabindex', isSelected ? '0' : '-1')
}

/** The whole text of a row under the pointer, which may be cut, as its tooltip; and whether its message came late. */
function nameText({ trace, events, rows }: Loaded, cell: HTMLElement | null): void {
  if (cell === null || cell.title !== '') return
  const event = events[rows.findIndex((row) => row === cell.parentElement)]
  const message = messageById(trace, event?.message)
  const late = event === undefined || message === undefined ? '' : lateText(message, event.step)
  const lines = cell.classList.contains('what') ? [cell] : [...cell.children]
  const texts = lines.map(({ textContent }) => textContent.trim())
  cell.title = [...texts, late].filter((text) => text !== '').join('\n')
}

/** Moves the cursor, the focus with it, and scrolls no more than needed. */
export function moveTo(loaded: Loaded, row: number): void {
  const target = Math.max(0, Math.min(loaded.events.length - 1, row))
  cursor.value = target
  const element = loaded.rows[target]
  element?.focus({ preventScroll: true })
  element?.scrollIntoView({ block: 'nearest' })
}
