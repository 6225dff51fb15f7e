import { effect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { grouped } from '../../../quantities.ts'
import { filterNames } from '../../run/filter.ts'
import { runLayout } from '../../run/lanes.ts'
import { wholeText } from '../../run/run-events.ts'
import type { RunEvents } from '../../run/run-events.ts'
import { including, moved, onAxis, wholeView, zoomed } from '../../run/view.ts'
import type { View } from '../../run/view.ts'
import { cursor, moveTo } from '../cursor.ts'
import { replaceParameter } from '../hash.ts'
import type { Loaded } from '../report-element.ts'
import { themeColors } from './colors.ts'
import { drawRun } from './draw.ts'
import { EventList } from './list.tsx'
import { startPointer } from './pointer.ts'
import type { Scene } from './scene.ts'
import { hovered, matches, matchFlags, query, selected, shownView, zoom } from './state.ts'

interface RunViewOptions {
  readonly events: RunEvents
  readonly loaded: Loaded | undefined
  /** Row in the trace by event, of the steps that are kept. */
  readonly kept: ReadonlyMap<number, number>
}

/** The whole run: a filter, the picture, and the events that fit. */
export function RunView({ events, loaded, kept }: RunViewOptions) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const choose = (event: number): void => {
    selected.value = event
    zoom.value = including(events, shownView(events), event)
    const row = kept.get(event)
    // the trace shows it, and the address then names its step there
    if (row !== undefined) cursor.value = row
    else replaceParameter('e', `o${events.run.first + event}`)
  }
  const follow = (event: number): void => {
    const row = kept.get(event)
    if (row !== undefined && loaded !== undefined) moveTo(loaded, row)
  }
  useEffect(() => {
    if (canvas.current !== null) startCanvas(canvas.current, { events, loaded, kept }, choose)
  }, [])
  const view = shownView(events)
  const shown = hovered.value ?? selected.value
  return (
    <div class="run">
      <div class="run-tools">
        <label class="run-filter">
          filter
          <input
            type="search"
            value={query.value}
            placeholder="n:n2 k:drop,recv t:AppendEntries term:2 op:17 !k:timer text"
            title={Object.entries(filterNames)
              .map(([name, meaning]) => `${name}: ${meaning}`)
              .join('\n')}
            spellcheck={false}
            onInput={({ currentTarget }) => {
              query.value = currentTarget.value
              replaceParameter('f', currentTarget.value === '' ? undefined : currentTarget.value)
            }}
          />
        </label>
        <span class="run-count" aria-live="polite">
          {`${grouped(matches.value.length)} of ${grouped(events.count)} events`}
        </span>
        <span class="run-buttons">
          <button type="button" aria-label="zoom in" onClick={() => (zoom.value = zoomed(events, view, 0.5))}>
            +
          </button>
          <button type="button" aria-label="zoom out" onClick={() => (zoom.value = zoomed(events, view, 2))}>
            −
          </button>
          <button type="button" onClick={() => (zoom.value = wholeView(events, view.axis))}>
            whole run
          </button>
          <button
            type="button"
            aria-pressed={view.axis === 'step'}
            onClick={() => (zoom.value = onAxis(events, view, view.axis === 'time' ? 'step' : 'time'))}
          >
            by step
          </button>
        </span>
      </div>
      <canvas
        ref={canvas}
        id="run-canvas"
        tabIndex={0}
        role="img"
        aria-label="The whole run, lanes of clients, servers and faults. Arrow keys move and choose, plus and minus zoom; the list below has the same events as text."
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return
          const to = keyed(events, shownView(events), event.key)
          if (to !== undefined) zoom.value = to
          else if (event.key === 'ArrowUp' || event.key === 'ArrowDown')
            step(event.key === 'ArrowUp' ? -1 : 1, choose)
          else if (event.key === 'Enter' && selected.value !== undefined) follow(selected.value)
          else return
          event.preventDefault()
        }}
      />
      <p class="run-readout" aria-live="polite">
        {shown === undefined ? ' ' : described(events, shown, kept, loaded)}
      </p>
      <EventList {...{ events, kept, choose, follow }} />
    </div>
  )
}

/** What a key of the picture shows; undefined for keys that mean something else. */
function keyed(events: RunEvents, view: View, key: string): View | undefined {
  switch (key) {
    case 'ArrowLeft':
      return moved(events, view, -0.2)
    case 'ArrowRight':
      return moved(events, view, 0.2)
    case '+':
    case '=':
      return zoomed(events, view, 0.5)
    case '-':
      return zoomed(events, view, 2)
    case '0':
      return wholeView(events, view.axis)
    case 'Home':
      return moved(events, view, -1e9)
    case 'End':
      return moved(events, view, 1e9)
    default:
      return undefined
  }
}

/** To the event before or after, of those that fit. */
function step(by: number, choose: (event: number) => void): void {
  const list = matches.value
  const at = selected.value ?? -1
  const next = by > 0 ? list.find((event) => event > at) : list.findLast((event) => event < at)
  if (next !== undefined) choose(next)
}

function described(
  events: RunEvents,
  event: number,
  kept: ReadonlyMap<number, number>,
  loaded: Loaded | undefined,
): string {
  const row = loaded?.events[kept.get(event) ?? -1]
  const twin = row !== undefined && loaded?.trace.prefix === 'm' ? ` · kept as step ${row.step}` : ''
  const time = ((events.times[event] ?? 0) / 1000).toFixed(1)
  return `step ${events.run.first + event}, ${time} ms: ${wholeText(events, event)}${twin}`
}

/** Draws at most once a frame, whatever changed. */
function startCanvas(
  canvas: HTMLCanvasElement,
  { events, loaded, kept }: RunViewOptions,
  choose: (event: number) => void,
): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const layout = runLayout(events.run.lanes, loaded?.report.faults ?? [])
  const eventOfRow = new Map([...kept].map(([event, row]) => [row, event]))
  const breachStep = Number(loaded?.report.verdict.at.slice(1))
  const isOwn = loaded?.trace.prefix === 'o'
  const breach = isOwn ? breachStep - events.run.first : eventOfRow.get(loaded?.breach ?? -1)
  let colors = themeColors()
  let scene: Scene | undefined
  let isWaiting = false
  const draw = (): void => {
    isWaiting = false
    const width = canvas.clientWidth
    const density = devicePixelRatio
    if (
      canvas.width !== Math.round(width * density) ||
      canvas.height !== Math.round(layout.height * density)
    ) {
      canvas.width = Math.round(width * density)
      canvas.height = Math.round(layout.height * density)
    }
    context.setTransform(density, 0, 0, density, 0, 0)
    scene = {
      ...{ events, layout, width, colors, kept, breach, view: shownView(events) },
      ...{ matching: matchFlags.value, selected: selected.value, hovered: hovered.value },
      cursor: eventOfRow.get(cursor.value),
    }
    drawRun(context, scene)
  }
  const request = (): void => {
    if (isWaiting) return
    isWaiting = true
    requestAnimationFrame(draw)
  }
  canvas.style.height = `${layout.height}px`
  effect(() => {
    // what a picture depends on
    void [zoom.value, matchFlags.value, selected.value, hovered.value, cursor.value]
    request()
  })
  effect(() => lightTwin(loaded?.rows[kept.get(hovered.value ?? -1) ?? -1]))
  const recolor = (): void => {
    colors = themeColors()
    request()
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolor)
  new MutationObserver(recolor).observe(document.documentElement, { attributeFilter: ['data-theme'] })
  new ResizeObserver(request).observe(canvas)
  startPointer(canvas, () => scene, choose)
}

/** The row of the trace that the event under the pointer is kept as. */
function lightTwin(row: HTMLElement | undefined): void {
  for (const lit of document.querySelectorAll('.row.twin')) lit.classList.remove('twin')
  row?.classList.add('twin')
}
