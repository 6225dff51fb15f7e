import { computed, signal } from '@preact/signals'
import { matchingEvents } from '../../run/filter.ts'
import type { RunEvents } from '../../run/run-events.ts'
import { wholeView } from '../../canvas/view.ts'
import type { View } from '../../canvas/view.ts'

/** The unpacked run, once somebody asked for it. */
export const opened = signal<RunEvents | undefined>(undefined)
/** What is looked at; undefined: all of it. */
export const zoom = signal<View | undefined>(undefined)
export const query = signal('')
/** Event that was chosen, and the one under the pointer. */
export const selected = signal<number | undefined>(undefined)
export const hovered = signal<number | undefined>(undefined)

export const matches = computed<Uint32Array>(() =>
  opened.value === undefined ? new Uint32Array() : matchingEvents(opened.value, query.value),
)

/** The events that fit, as flags by event; undefined: all do. */
export const matchFlags = computed<Uint8Array | undefined>(() => {
  const events = opened.value
  if (events === undefined || matches.value.length === events.count) return undefined
  const flags = new Uint8Array(events.count)
  for (const event of matches.value) flags[event] = 1
  return flags
})

export const shownView = (events: RunEvents): View => zoom.value ?? wholeView(events, 'time')
