import { effect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { grouped } from '../../../quantities.ts'
import { filterNames } from '../../run/filter.ts'
import { runLayout } from '../../run/lanes.ts'
import { wholeText } from '../../run/run-events.ts'
import type { RunEvents } from '../../run/run-events.ts'
import { including } from '../../canvas/view.ts'
import type { View } from '../../canvas/view.ts'
import { startPainting } from '../canvas/painting.ts'
import { startPointer } from '../canvas/pointer.ts'
import { RowList } from '../canvas/row-list.tsx'
import { PictureTools } from '../canvas/tools.tsx'
import { keyedView } from '../canvas/view-keys.ts'
import { cursor, moveTo } from '../cursor.ts'
import { replaceParameter } from '../hash.ts'
import type { Loaded } from '../report-element.ts'
import { drawRun } from './draw.ts'
import { eventAt } from './event-at.ts'
import type { Scene } from './scene.ts'
import { hovered, matches, matchFlags, query, selected, shownView, zoom } from './state.ts'

const show = (view: View): void => void (zoom.value = view)

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
      <PictureTools
        {...{ events, view, query: query.value, names: filterNames, whole: 'whole run', unit: 'step' }}
        example="n:n2 k:drop,recv t:AppendEntries term:2 op:17 !k:timer text"
        count={`${grouped(matches.value.length)} of ${grouped(events.count)} events`}
        filter={(text) => {
          query.value = text
          replaceParameter('f', text === '' ? undefined : text)
        }}
        show={show}
      />
      <canvas
        ref={canvas}
        id="run-canvas"
        tabIndex={0}
        role="img"
        aria-label="The whole run, lanes of clients, servers and faults. Arrow keys move and choose, plus and minus zoom; the list below has the same events as text."
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return
          const to = keyedView(events, shownView(events), event.key)
          if (to !== undefined) show(to)
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
      <RowList
        {...{
          items: matches.value,
          selected: selected.value,
          label: 'events of the full run',
          choose,
          follow,
        }}
        cells={(event) => [
          `${kept.has(event) ? '• ' : ''}${events.run.first + event}`,
          ((events.times[event] ?? 0) / 1000).toFixed(1),
          events.run.lanes[events.run.n[event] ?? -1]?.name ?? '',
          wholeText(events, event),
        ]}
        textOf={(event) => wholeText(events, event)}
        classOf={(event) => events.run.kinds[events.run.k[event] ?? -1] ?? ''}
        nameOf={(event) => events.run.first + event}
        hover={(event) => (hovered.value = event)}
      />
    </div>
  )
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

function startCanvas(
  canvas: HTMLCanvasElement,
  { events, loaded, kept }: RunViewOptions,
  choose: (event: number) => void,
): void {
  const layout = runLayout(events.run.lanes, loaded?.report.faults ?? [])
  const { height } = layout
  const eventOfRow = new Map([...kept].map(([event, row]) => [row, event]))
  const breachStep = Number(loaded?.report.verdict.at.slice(1))
  const isOwn = loaded?.trace.prefix === 'o'
  const breach = isOwn ? breachStep - events.run.first : eventOfRow.get(loaded?.breach ?? -1)
  let scene: Scene | undefined
  startPainting(canvas, {
    read: () => ({
      ...{ view: shownView(events), matching: matchFlags.value },
      ...{ selected: selected.value, hovered: hovered.value, cursor: eventOfRow.get(cursor.value) },
    }),
    height: () => height,
    draw(context, state, width, colors) {
      scene = { ...state, events, layout, width, height, colors, kept, breach }
      drawRun(context, scene)
    },
  })
  effect(() => lightTwin(loaded?.rows[kept.get(hovered.value ?? -1) ?? -1]))
  startPointer<Scene>(canvas, {
    ...{ shown: () => scene, itemAt: eventAt, show, choose },
    hover: (event) => (hovered.value = event),
  })
}

/** The row of the trace that the event under the pointer is kept as. */
function lightTwin(row: HTMLElement | undefined): void {
  for (const lit of document.querySelectorAll('.row.twin')) lit.classList.remove('twin')
  row?.classList.add('twin')
}
