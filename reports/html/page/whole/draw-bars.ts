import { grouped } from '../../../quantities.ts'
import { lastEvent } from '../../whole/visible.ts'
import { operationText, outcomeOf } from '../../whole/browsed.ts'
import { NEVER } from '../../whole/client-lanes.ts'
import type { Colors } from '../canvas/colors.ts'
import { NAMES, xOfEvent } from '../canvas/picture.ts'
import { isFitting } from './scene.ts'
import type { HistoryScene, VisibleLane } from './scene.ts'

/** Pixels of a character in the fixed font of labels. */
const CHARACTER = 6.65
const LABELS = '11px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace'
/** Lanes lower than this have bars without labels. */
const LABELED = 13
const DIMMED = 0.14
/** A bar is never thinner. */
const LEAST = 2

/**
 * One bar for each operation in view, from its call to its return; what fits no filter is dimmed, or left out. `isOrdered`:
 * with its place in the order that works.
 */
export function drawBars(
  context: CanvasRenderingContext2D,
  scene: HistoryScene,
  lanes: readonly VisibleLane[],
  isOrdered: boolean,
): void {
  context.save()
  context.font = LABELS
  for (const lane of lanes) {
    laneLine(context, scene, lane)
    for (let index = lane.begin; index < lane.end; index++) {
      const operation = lane.list[index] ?? 0
      const fits = isFitting(scene, operation)
      if (!fits && scene.isHiding) continue
      context.globalAlpha = fits ? 1 : DIMMED
      bar(context, scene, lane, index, isOrdered)
    }
  }
  context.restore()
}

function laneLine(
  context: CanvasRenderingContext2D,
  { width, colors }: HistoryScene,
  lane: VisibleLane,
): void {
  context.fillStyle = colors.line
  context.globalAlpha = 1
  context.fillRect(NAMES, lane.top + lane.height / 2, width - NAMES, lane.height < 10 ? 0.5 : 1)
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly height: number
}

function boxOf(scene: HistoryScene, lane: VisibleLane, index: number): Box {
  const { history, width } = scene
  const left = xOfEvent(scene, history.from[lane.list[index] ?? 0] ?? 0)
  const last = lastEvent(history, lane.lane, index)
  const inset = lane.height < 10 ? 0.5 : 3
  return {
    left,
    right: Math.max(left + LEAST, last === undefined ? width + LEAST : xOfEvent(scene, last)),
    top: lane.top + inset,
    height: lane.height - 2 * inset,
  }
}

function bar(
  context: CanvasRenderingContext2D,
  scene: HistoryScene,
  lane: VisibleLane,
  index: number,
  isOrdered: boolean,
): void {
  const { history, colors } = scene
  const operation = lane.list[index] ?? 0
  const box = boxOf(scene, lane, index)
  const { left, right, top, height } = box
  const { fill, stroke } = paintOf(scene, operation)
  const outcome = outcomeOf(history, operation)
  context.fillStyle = fill
  context.strokeStyle = stroke
  context.fillRect(left, top, right - left, height)
  if (outcome === 'info') context.setLineDash([4, 3])
  context.lineWidth = history.marks.get(operation) === 0 ? 2 : 1
  if (right - left > LEAST) context.strokeRect(left + 0.5, top + 0.5, right - left - 1, height - 1)
  else {
    context.fillStyle = stroke
    context.fillRect(left, top, LEAST, height)
  }
  context.setLineDash([])
  context.lineWidth = 1
  if (height >= 6) outcomeSign(context, scene, lane, index, box)
  if (lane.height < LABELED) return
  const place = isOrdered ? (history.places[operation] ?? 0) : 0
  const badge = place === 0 ? 0 : placeBadge(context, colors, grouped(place), box)
  label(context, colors, operationText(history, operation), { ...box, left: Math.max(left, NAMES) + badge })
}

/** What failed ends in a cross, what is unknown goes on as a dashed line: to the next bar of its lane, or to the end. */
function outcomeSign(
  context: CanvasRenderingContext2D,
  scene: HistoryScene,
  lane: VisibleLane,
  index: number,
  { right, top, height }: Box,
): void {
  const { history, width, colors } = scene
  const operation = lane.list[index] ?? 0
  const outcome = outcomeOf(history, operation)
  const middle = top + height / 2
  if (outcome === 'fail') {
    context.strokeStyle = colors.fault
    context.lineWidth = 1.5
    context.beginPath()
    context.moveTo(right - 3, middle - 3)
    context.lineTo(right + 3, middle + 3)
    context.moveTo(right + 3, middle - 3)
    context.lineTo(right - 3, middle + 3)
    context.stroke()
    context.lineWidth = 1
  }
  if (outcome !== 'info' || history.to[operation] === NEVER) return
  const next = lane.list[index + 1]
  const end = next === undefined ? width : xOfEvent(scene, history.from[next] ?? 0)
  context.strokeStyle = colors.info
  context.setLineDash([2, 4])
  context.beginPath()
  context.moveTo(right, middle)
  context.lineTo(end, middle)
  context.stroke()
  context.setLineDash([])
}

/** Its place in the order, at the beginning of what is in view; returns its width, 0 where there is no room. */
function placeBadge(context: CanvasRenderingContext2D, colors: Colors, text: string, box: Box): number {
  const width = text.length * CHARACTER + 6
  const from = Math.max(box.left, NAMES)
  if (box.right - from < width + 4) return 0
  context.fillStyle = colors.text
  context.fillRect(from, box.top, width, box.height)
  context.fillStyle = colors.surface
  context.fillText(text, from + 3, box.top + box.height / 2 + 0.5)
  return width
}

/** Its text, shifted into view and cut to what there is room for. */
function label(context: CanvasRenderingContext2D, colors: Colors, text: string, box: Box): void {
  const from = box.left + 4
  const room = box.right - from - 3
  const most = Math.floor(room / CHARACTER)
  if (most < 3) return
  context.fillStyle = colors.text
  const shown = text.length <= most ? text : `${text.slice(0, most - 1)}…`
  context.fillText(shown, from, box.top + box.height / 2 + 0.5, room)
}

/** Colours by outcome; those of the conflict before all others. */
function paintOf({ history, colors }: HistoryScene, operation: number): { fill: string; stroke: string } {
  const mark = history.marks.get(operation)
  if (mark === 0) return { fill: colors['breach-firm'], stroke: colors.breach }
  if (mark === 1) return { fill: colors['breach-soft'], stroke: colors.breach }
  switch (outcomeOf(history, operation)) {
    case 'ok':
      return { fill: colors['ok-soft'], stroke: colors.ok }
    case 'fail':
      return { fill: colors.surface, stroke: colors.fault }
    case 'info':
      return { fill: colors['info-soft'], stroke: colors.info }
  }
}

/** A frame around an operation. */
export function outline(
  context: CanvasRenderingContext2D,
  scene: HistoryScene,
  operation: number,
  color: string,
  thick: number,
): void {
  const { history, layout } = scene
  const row = layout.rows.find(({ lane }) => lane === history.lanes.of[operation])
  if (row === undefined) return
  const list = history.lanes.operations[row.lane] ?? new Uint32Array()
  const index = list.indexOf(operation)
  const box = boxOf(scene, { ...row, list, begin: 0, end: 0 }, index)
  context.strokeStyle = color
  context.lineWidth = thick
  context.strokeRect(box.left - 1, box.top - 1, box.right - box.left + 2, box.height + 2)
  context.lineWidth = 1
}
