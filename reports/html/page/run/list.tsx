import { useEffect, useRef } from 'preact/hooks'
import { signal } from '@preact/signals'
import { lowerBound } from '../../../../src/base/lower-bound.ts'
import { wholeText } from '../../run/run-events.ts'
import type { RunEvents } from '../../run/run-events.ts'
import { hovered, matches, selected } from './state.ts'

const ROW_HEIGHT = 24
const HEIGHT = 264
/** Rows kept above and below what is in view, so that scrolling shows no gaps. */
const MARGIN = 8

const scrolled = signal(0)

interface ListOptions {
  readonly events: RunEvents
  readonly kept: ReadonlyMap<number, number>
  choose(event: number): void
  /** To the step of the trace that it is kept as. */
  follow(event: number): void
}

/** The events that fit the filter; only the rows in view are in the document. */
export function EventList({ events, kept, choose, follow }: ListOptions) {
  const list = matches.value
  const box = useRef<HTMLDivElement>(null)
  const place = selected.value === undefined ? -1 : lowerBound(list, selected.value)
  useEffect(() => {
    const element = box.current
    if (element === null || place < 0) return
    const top = place * ROW_HEIGHT
    if (top < element.scrollTop || top > element.scrollTop + HEIGHT - ROW_HEIGHT)
      element.scrollTop = top - HEIGHT / 2
  }, [place, list])
  const first = Math.max(0, Math.floor(scrolled.value / ROW_HEIGHT) - MARGIN)
  const last = Math.min(list.length, Math.ceil((scrolled.value + HEIGHT) / ROW_HEIGHT) + MARGIN)
  return (
    <div
      ref={box}
      class="run-list"
      tabIndex={0}
      role="region"
      aria-label="events of the full run"
      onScroll={(event) => (scrolled.value = event.currentTarget.scrollTop)}
      onKeyDown={(event) => {
        const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key]
        if (event.key === 'Enter' && selected.value !== undefined) follow(selected.value)
        if (by === undefined) return
        event.preventDefault()
        const to = list[Math.min(list.length - 1, Math.max(0, Math.max(0, place) + by))]
        if (to !== undefined) choose(to)
      }}
    >
      <div style={{ height: `${list.length * ROW_HEIGHT}px`, position: 'relative' }}>
        {Array.from(list.slice(first, last), (event, index) => (
          <Row
            key={event}
            {...{ events, event, choose, top: (first + index) * ROW_HEIGHT, isKept: kept.has(event) }}
          />
        ))}
      </div>
    </div>
  )
}

interface RowOptions {
  readonly events: RunEvents
  readonly event: number
  readonly top: number
  readonly isKept: boolean
  choose(event: number): void
}

function Row({ events, event, top, isKept, choose }: RowOptions) {
  const { run, times } = events
  const text = wholeText(events, event)
  const kind = run.kinds[run.k[event] ?? -1] ?? ''
  return (
    <div
      class={`run-row ${kind}${event === selected.value ? ' selected' : ''}`}
      data-step={run.first + event}
      style={{ top: `${top}px` }}
      onClick={() => choose(event)}
      onMouseEnter={() => (hovered.value = event)}
    >
      <span>{`${isKept ? '• ' : ''}${run.first + event}`}</span>
      <span>{((times[event] ?? 0) / 1000).toFixed(1)}</span>
      <span>{run.lanes[run.n[event] ?? -1]?.name ?? ''}</span>
      <span title={text}>{text}</span>
    </div>
  )
}
