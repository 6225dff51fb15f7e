import { computed, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'
import { including, wholeView } from '../../canvas/view.ts'
import type { View } from '../../canvas/view.ts'
import type { BrowsedHistory } from '../../whole/browsed.ts'
import { matchingOperations } from '../../whole/filter.ts'
import { historyLayout, MAX_LANES } from '../../whole/layout.ts'
import type { HistoryLayout } from '../../whole/layout.ts'

/** What a reader looks at in one history. */
export interface HistoryState {
  readonly history: BrowsedHistory
  /** Undefined: all of it. */
  readonly zoom: Signal<View | undefined>
  readonly query: Signal<string>
  /** Whether what does not fit the filter is hidden, not only dimmed. */
  readonly hiding: Signal<boolean>
  readonly selected: Signal<number | undefined>
  readonly hovered: Signal<number | undefined>
  /** Of very many lanes the first that is drawn. */
  readonly firstLane: Signal<number>
  readonly view: ReadonlySignal<View>
  readonly matches: ReadonlySignal<Uint32Array>
  /** By operation; undefined: all fit. */
  readonly flags: ReadonlySignal<Uint8Array | undefined>
  /** The events of what fits, as flags; undefined: all. */
  readonly eventFlags: ReadonlySignal<Uint8Array | undefined>
  readonly layout: ReadonlySignal<HistoryLayout>
  /** Selects an operation and brings it into view. */
  choose(operation: number): void
}

/** The operation that cannot be explained: what a reader asks about first. */
export const blockingOf = ({ marks }: BrowsedHistory): number | undefined =>
  [...marks].find(([, mark]) => mark === 0)?.[0]

export function historyState(history: BrowsedHistory): HistoryState {
  const { count, events, operationAt, lanes, from, isTimed } = history
  const zoom = signal<View | undefined>(undefined)
  const query = signal('')
  const hiding = signal(false)
  const selected = signal<number | undefined>(blockingOf(history))
  const firstLane = signal(0)
  const view = computed(() => zoom.value ?? wholeView(events, isTimed ? 'time' : 'step'))
  const matches = computed(() => matchingOperations(history, query.value))
  const flags = computed(() => {
    if (matches.value.length === count) return undefined
    const all = new Uint8Array(count)
    for (const operation of matches.value) all[operation] = 1
    return all
  })
  const eventFlags = computed(() => {
    const fits = flags.value
    return fits && Uint8Array.from(operationAt, (operation) => fits[operation] ?? 0)
  })
  const shownLanes = computed<ArrayLike<number>>(() => {
    const all = Uint32Array.from(lanes.operations.keys())
    if (!hiding.value || flags.value === undefined) return all
    const used = new Set(Array.from(matches.value, (operation) => lanes.of[operation] ?? 0))
    return all.filter((lane) => used.has(lane))
  })
  const layout = computed(() => historyLayout(shownLanes.value, firstLane.value))
  return {
    ...{ history, zoom, query, hiding, selected, firstLane, view, matches, flags, eventFlags, layout },
    hovered: signal<number | undefined>(undefined),
    choose(operation) {
      selected.value = operation
      zoom.value = including(events, view.value, from[operation] ?? 0)
      const lane = lanes.of[operation] ?? 0
      if (layout.value.rows.some((row) => row.lane === lane)) return
      firstLane.value = Math.max(0, Array.from(shownLanes.value).indexOf(lane) - Math.floor(MAX_LANES / 2))
    },
  }
}
