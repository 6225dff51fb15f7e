import { effect, signal } from '@preact/signals'
import { readAddress, replaceParameter } from './hash.ts'
import { byId } from './report-element.ts'
import type { Loaded } from './report-element.ts'
import { reveal } from './view.ts'

/** Row the reader looks at. */
export const cursor = signal(0)

/** Follows the address, and keeps rows, arrows and address in step with the cursor. */
export function startCursor(loaded: Loaded): void {
  const rows = [...document.querySelectorAll<HTMLElement>('.body > .row')]
  const fromAddress = (): number | undefined => {
    const id = readAddress(location.hash).parameters.get('e')
    const row = loaded.events.findIndex((event) => event.id === id)
    return row < 0 ? undefined : row
  }
  cursor.value = fromAddress() ?? loaded.breach
  effect(() => reveal(cursor.value))
  let shown: HTMLElement | undefined
  effect(() => {
    const row = rows[cursor.value]
    const event = loaded.events[cursor.value]
    if (row === undefined || event === undefined) return
    const before = shown ?? rows[loaded.breach]
    before?.setAttribute('aria-selected', 'false')
    before?.setAttribute('tabindex', '-1')
    row.setAttribute('aria-selected', 'true')
    row.setAttribute('tabindex', '0')
    lightMessages(loaded, event.step)
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
  for (const [index, row] of rows.entries()) row.addEventListener('click', () => moveTo(loaded, index))
  if (fromAddress() !== undefined) rows[cursor.value]?.scrollIntoView({ block: 'nearest' })
}

/** Moves the cursor, the focus with it, and scrolls no more than needed. */
export function moveTo(loaded: Loaded, row: number): void {
  const target = Math.max(0, Math.min(loaded.events.length - 1, row))
  cursor.value = target
  const element = document.querySelector<HTMLElement>(`.body > .row[data-row="${target}"]`)
  element?.focus({ preventScroll: true })
  element?.scrollIntoView({ block: 'nearest' })
}

/** The arrows that begin or end at the step are drawn stronger than the others. */
function lightMessages(loaded: Loaded, step: number): void {
  const highlighted = new Set(
    loaded.trace.messages
      .filter((one) => one.sent === step || one.arrivals.includes(step))
      .map((one) => String(one.id)),
  )
  for (const arrow of document.querySelectorAll('.gutter .message[data-m]')) {
    arrow.classList.toggle('highlighted', highlighted.has(arrow.getAttribute('data-m') ?? ''))
  }
}
