import { OVERVIEW_HEIGHT } from '../../canvas/heights.ts'
import { grouped } from '../../../quantities.ts'
import { processOf } from '../../whole/browsed.ts'
import { NEVER } from '../../whole/client-lanes.ts'
import { drawAxis, drawLines, overviewDrawer } from '../canvas/overview.ts'
import type { OverviewDrawer } from '../canvas/overview.ts'
import { NAMES, xOfEvent } from '../canvas/picture.ts'
import { drawBars, outline } from './draw-bars.ts'
import { drawDensity } from './draw-density.ts'
import { drawOrder } from './draw-order.ts'
import { visibleLanes } from './scene.ts'
import { blockingOf } from './state.ts'
import type { HistoryScene, VisibleLane } from './scene.ts'

/** More operations in view are drawn as a density. */
const MAX_BARS = 2500
/** More than this without the order that works. */
const MAX_ORDERED = 300

/** Draws one history; it keeps its overview from frame to frame. */
export function historyDrawer(): (context: CanvasRenderingContext2D, scene: HistoryScene) => void {
  const overview = overviewDrawer()
  return (context, scene) => draw(context, scene, overview)
}

function draw(context: CanvasRenderingContext2D, scene: HistoryScene, overview: OverviewDrawer): void {
  const { history, width, height, colors, conflict, eventFlags } = scene
  overview(context, scene, {
    ...{ name: 'whole', counted: eventFlags, ticks: conflict, tickColor: colors.breach },
  })
  const lanes = visibleLanes(scene)
  const count = lanes.reduce((sum, { begin, end }) => sum + end - begin, 0)
  context.save()
  context.beginPath()
  context.rect(NAMES, OVERVIEW_HEIGHT, width - NAMES, height - OVERVIEW_HEIGHT)
  context.clip()
  drawAxis(context, scene, (event) => eventText(scene, event))
  const isOrdered = count <= MAX_ORDERED
  if (count > MAX_BARS) drawDensity(context, scene, lanes)
  else drawBars(context, scene, lanes, isOrdered)
  if (isOrdered) drawOrder(context, scene, lanes)
  drawLines(context, scene, [[endOf(scene, blockingOf(history)), colors.breach, 1.5]])
  for (const [operation, color, thick] of [
    [scene.hovered, colors.muted, 1.5],
    [scene.selected, colors.blue, 2.5],
  ] as const)
    if (operation !== undefined) outline(context, scene, operation, color, thick)
  context.restore()
  names(context, scene, lanes)
}

const eventText = ({ history }: HistoryScene, event: number): string => {
  const operation = history.operationAt[event] ?? 0
  const isCall = history.from[operation] === event
  return `event ${grouped((isCall ? history.called : history.told)[operation] ?? 0)}`
}

/** Where an operation returned: what it contradicts had happened by then. */
function endOf(scene: HistoryScene, operation: number | undefined): number | undefined {
  if (operation === undefined) return undefined
  const event = scene.history.to[operation] ?? NEVER
  return event === NEVER ? undefined : xOfEvent(scene, event)
}

/** The process of each lane that is in view: lanes of many change theirs. */
function names(
  context: CanvasRenderingContext2D,
  { history, colors }: HistoryScene,
  lanes: readonly VisibleLane[],
): void {
  context.fillStyle = colors.muted
  for (const { lane, list, begin, top, height } of lanes) {
    if (height < 10) continue
    const shown = list[begin]
    const process = history.lanes.processes[lane]?.[0] ?? -1
    const name = shown === undefined ? (history.columns.processes[process] ?? '') : processOf(history, shown)
    context.fillText(`process ${name}`, 4, top + height / 2, NAMES - 8)
  }
}
