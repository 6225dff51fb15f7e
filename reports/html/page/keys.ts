import { signal } from '@preact/signals'
import { causeOf, effectsOf, otherEnd } from '../trace-events.ts'
import { cursor, moveTo } from './cursor.ts'
import { lookFor } from './look-for.ts'
import { entryOf, follow } from './followed.ts'
import { byId } from './by-id.ts'
import type { Loaded } from './report-element.ts'
import { openRow, query, search, toggleWhy } from './view.ts'

export const helpOpen = signal(false)

/** Every key with its meaning: the help shows this list, the page obeys it. */
export const keys: readonly {
  readonly names: readonly string[]
  readonly label: string
  readonly means: string
}[] = [
  { names: ['ArrowUp', 'k'], label: '↑ or k', means: 'step before' },
  { names: ['ArrowDown', 'j'], label: '↓ or j', means: 'step after' },
  { names: ['PageUp'], label: 'Page Up', means: 'ten steps before' },
  { names: ['PageDown'], label: 'Page Down', means: 'ten steps after' },
  { names: ['Home'], label: 'Home', means: 'first step' },
  { names: ['End'], label: 'End', means: 'last step' },
  { names: ['f'], label: 'f', means: 'step that broke the property' },
  { names: ['['], label: '[', means: 'what led to this step' },
  { names: [']'], label: ']', means: 'what this step led to' },
  { names: ['n'], label: 'n', means: 'next step of the same server or client' },
  { names: ['p'], label: 'p', means: 'previous step of the same server or client' },
  { names: ['m'], label: 'm', means: 'other end of the message' },
  { names: ['/'], label: '/', means: 'search: only steps with these words' },
  { names: ['1'], label: '1-9', means: 'only steps that have to do with that server' },
  { names: ['w'], label: 'w', means: 'the chain of causes only, or all steps' },
  { names: ['Enter'], label: 'Enter', means: 'follow the entry that the step names' },
  { names: ['Escape'], label: 'Esc', means: 'follow it no more' },
  { names: ['c'], label: 'c', means: 'copy a link to what is shown' },
  { names: ['d'], label: 'd', means: 'dark or light' },
  { names: ['?'], label: '?', means: 'this help' },
]

export function startKeys(loaded: Loaded): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    // the dialog itself, not the signal: it closes at once, its event comes later
    if (document.querySelector('dialog[open]') !== null) return
    if (event.key === '?') {
      helpOpen.value = true
      event.preventDefault()
      return
    }
    if (event.key === 'w') toggleWhy()
    if (event.key === 'Escape') leave(loaded)
    if (event.key === 'c') document.querySelector<HTMLElement>('[data-copy="link"]')?.click()
    if (event.key === 'd') byId('theme').click()
    if (/^[1-9]$/.test(event.key)) focusServer(loaded, Number(event.key))
    if (event.key === '/') {
      document.getElementById('search')?.focus()
      event.preventDefault()
    }
    if (event.key === 'Enter') followEntryOf(loaded, event.target)
    const row = targetRow(loaded, event.key)
    if (row === undefined) return
    event.preventDefault()
    moveTo(loaded, row)
  })
}

function targetRow(loaded: Loaded, key: string): number | undefined {
  const { trace, events, breach } = loaded
  const row = cursor.value
  switch (key) {
    case 'ArrowUp':
    case 'k':
      return walk(row, -1)
    case 'ArrowDown':
    case 'j':
      return walk(row, 1)
    case 'PageUp':
      return walk(row, -10)
    case 'PageDown':
      return walk(row, 10)
    case 'Home':
      return walk(0, 0)
    case 'End':
      return walk(events.length - 1, 0)
    case 'f':
      return breach
    case '[':
      return causeOf(trace, events, row)
    case ']':
      return effectsOf(trace, events, row)[0]
    case 'n':
      return sameLane(loaded, 1)
    case 'p':
      return sameLane(loaded, -1)
    case 'm':
      return otherEnd(trace, events, row)
    default:
      return undefined
  }
}

/** Enter on a row: the first entry it names. On a link it goes where the link goes. */
function followEntryOf(loaded: Loaded, target: EventTarget | null): void {
  if (!(target instanceof HTMLElement) || !target.classList.contains('row')) return
  const address = entryOf(target.querySelector('a.entry-link'))
  if (address !== undefined) follow(loaded, address)
}

/** The search first, then the entry. */
function leave(loaded: Loaded): void {
  if (query.value === '') follow(loaded, undefined)
  else search(loaded, '')
}

/** Only what has to do with a server, and everything again. */
function focusServer(loaded: Loaded, number: number): void {
  const server = loaded.report.nodes.filter(({ kind }) => kind === 'node')[number - 1]
  if (server === undefined) return
  lookFor(loaded, query.value === server.name ? '' : server.name)
  moveTo(loaded, cursor.value)
}

/** The next open row on the lane of this one. */
function sameLane({ events }: Loaded, direction: 1 | -1): number | undefined {
  const lane = events[cursor.value]?.lane
  for (let row = cursor.value + direction; row >= 0 && row < events.length; row += direction) {
    if (events[row]?.lane === lane && openRow(row, direction) === row) return row
  }
  return undefined
}

/** So many rows on or back, over those that are folded away. */
function walk(from: number, count: number): number {
  const direction = count < 0 ? -1 : 1
  let row = from
  for (let left = Math.abs(count); left > 0; left--) row = openRow(row + direction, direction) ?? row
  return openRow(row, direction) ?? row
}

/** Keys belong to a field or a scrolled table while it has the focus. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, pre, .scroll, #full') !== null
  )
}
