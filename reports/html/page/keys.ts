import { signal } from '@preact/signals'
import { causeOf, effectsOf } from '../trace-events.ts'
import { cursor, moveTo } from './cursor.ts'
import type { Loaded } from './report-element.ts'

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
      return row - 1
    case 'ArrowDown':
    case 'j':
      return row + 1
    case 'PageUp':
      return row - 10
    case 'PageDown':
      return row + 10
    case 'Home':
      return 0
    case 'End':
      return events.length - 1
    case 'f':
      return breach
    case '[':
      return causeOf(trace, events, row)
    case ']':
      return effectsOf(trace, events, row)[0]
    default:
      return undefined
  }
}

/** Keys belong to a field or a scrolled table while it has the focus. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, pre, .scroll, #full') !== null
  )
}
