import { useEffect, useRef } from 'preact/hooks'
import { grouped } from '../../../quantities.ts'
import { MAX_LANES } from '../../whole/layout.ts'
import { operationText, outcomeOf, processOf } from '../../whole/browsed.ts'
import { operationLine } from '../../whole/details.ts'
import { filterNames } from '../../whole/filter.ts'
import { startPainting } from '../canvas/painting.ts'
import { startPointer } from '../canvas/pointer.ts'
import { RowList } from '../canvas/row-list.tsx'
import { PictureTools } from '../canvas/tools.tsx'
import { keyedView } from '../canvas/view-keys.ts'
import { Details } from './details.tsx'
import { historyDrawer } from './draw.ts'
import { Legend } from './legend.tsx'
import { operationAt } from './operation-at.ts'
import type { HistoryScene } from './scene.ts'
import type { HistoryState } from './state.ts'
import { closeUp, goTo, keyedWay } from './ways.ts'

/** All of a history: a filter, the picture, what was chosen, and the operations that fit as text. */
export function WholeView({ state }: { readonly state: HistoryState }) {
  const { history, zoom, query, hiding, selected, hovered, view, matches, layout, firstLane } = state
  const { events, count, isTimed, marks } = history
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (canvas.current !== null) startCanvas(canvas.current, state)
  }, [])
  const { above, below } = layout.value
  return (
    <div class="run">
      <PictureTools
        {...{ events, view: view.value, query: query.value, names: filterNames, isTimed }}
        {...{ whole: 'whole history', unit: 'event' }}
        example="p:3 k:x f:read,cas o:info is:conflict line:10-90 !f:write text"
        count={`${grouped(matches.value.length)} of ${grouped(count)} operations`}
        filter={(text) => (query.value = text)}
        show={(one) => (zoom.value = one)}
      >
        <button type="button" aria-pressed={hiding.value} onClick={() => (hiding.value = !hiding.value)}>
          hide others
        </button>
        {marks.size > 0 && (
          <button type="button" class="to-conflict" onClick={() => goTo(state, 'conflict')}>
            conflict
          </button>
        )}
        {above + below > 0 && (
          <>
            <button
              type="button"
              disabled={above === 0}
              onClick={() => (firstLane.value = above - MAX_LANES)}
            >
              lanes above
            </button>
            <button
              type="button"
              disabled={below === 0}
              onClick={() => (firstLane.value = above + MAX_LANES)}
            >
              lanes below
            </button>
          </>
        )}
      </PictureTools>
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label="The whole history, a lane for each client, a bar for each operation from its call to its return. Arrow keys move and choose, plus and minus zoom; the list below has the same operations as text."
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return
          const to = keyedView(events, view.value, event.key)
          const way = keyedWay(event.key)
          if (to !== undefined) zoom.value = to
          else if (way !== undefined) goTo(state, way)
          else if (event.key === 'h') hiding.value = !hiding.value
          else if (event.key === 'Enter') closeUp(state)
          else return
          event.preventDefault()
        }}
      />
      <p class="run-readout">
        {hovered.value === undefined
          ? 'A bar tells all about its operation.'
          : operationLine(history, hovered.value)}
      </p>
      <Legend state={state} />
      <Details state={state} />
      <RowList
        {...{ items: matches.value, selected: selected.value, label: 'operations of the whole history' }}
        cells={(operation) => [
          grouped(history.lines[operation] ?? 0),
          isTimed ? ((events.times[history.from[operation] ?? 0] ?? 0) / 1000).toFixed(1) : '',
          processOf(history, operation),
          operationText(history, operation),
        ]}
        textOf={(operation) => operationText(history, operation)}
        classOf={(operation) => rowClass(state, operation)}
        nameOf={(operation) => history.called[operation] ?? 0}
        choose={state.choose}
        hover={(operation) => (hovered.value = operation)}
      />
    </div>
  )
}

const rowClass = ({ history }: HistoryState, operation: number): string =>
  (history.marks.get(operation) ?? 2) < 2 ? 'violation' : outcomeOf(history, operation)

function startCanvas(canvas: HTMLCanvasElement, state: HistoryState): void {
  const { history } = state
  const conflict = new Set(
    [...history.marks].flatMap(([operation, mark]) => (mark < 2 ? [history.from[operation] ?? 0] : [])),
  )
  const drawHistory = historyDrawer()
  let scene: HistoryScene | undefined
  startPainting(canvas, {
    read: () => ({
      ...{ view: state.view.value, layout: state.layout.value, isHiding: state.hiding.value },
      ...{ flags: state.flags.value, eventFlags: state.eventFlags.value },
      ...{ selected: state.selected.value, hovered: state.hovered.value },
    }),
    height: ({ layout }) => layout.height,
    draw(context, read, width, colors) {
      scene = {
        ...read,
        history,
        events: history.events,
        width,
        height: read.layout.height,
        colors,
        conflict,
      }
      drawHistory(context, scene)
    },
  })
  startPointer<HistoryScene>(canvas, {
    ...{ shown: () => scene, itemAt: operationAt, choose: state.choose },
    show: (view) => (state.zoom.value = view),
    hover: (operation) => (state.hovered.value = operation),
  })
}
