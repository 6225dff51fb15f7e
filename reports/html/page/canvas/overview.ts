import { grouped } from '../../../quantities.ts'
import { AXIS_HEIGHT, OVERVIEW_HEIGHT } from '../../canvas/heights.ts'
import { axisMarks, positionOf, wholeView } from '../../canvas/view.ts'
import { NAMES, xOf } from './picture.ts'
import type { Picture } from './picture.ts'

/** What the overview shows of all events. */
export interface Overview {
  /** At the left. */
  readonly name: string
  /** Those that are counted, as flags by event; absent: all. */
  readonly counted: Uint8Array | undefined
  /** Events that get a tick of their own: a set, or the keys of a map. */
  readonly ticks: { keys(): Iterable<number> }
  readonly tickColor: string
}

/** Draws all of it in small, with the stretch that is looked at. */
export type OverviewDrawer = (context: CanvasRenderingContext2D, picture: Picture, overview: Overview) => void

/** Each picture has its own: it keeps the last counts, as moving about does not change them. */
export function overviewDrawer(): OverviewDrawer {
  let drawn: { readonly of: readonly unknown[]; readonly canvas: OffscreenCanvas } | undefined
  return (context, picture, overview) => {
    const { events, view, width, colors } = picture
    const of = [events, view.axis, width, colors, overview.counted, overview.ticks]
    if (drawn === undefined || of.some((part, index) => part !== drawn?.of[index]))
      drawn = { of, canvas: histogram(picture, overview) }
    context.drawImage(drawn.canvas, 0, 0, width, OVERVIEW_HEIGHT)
    const whole = { view: wholeView(events, view.axis), width }
    const [left, right] = [xOf(whole, view.from), xOf(whole, view.to)]
    context.strokeStyle = colors.blue
    context.strokeRect(left + 0.5, 0.5, Math.max(3, right - left - 1), OVERVIEW_HEIGHT - 3)
    context.fillStyle = colors.muted
    context.fillText(overview.name, 4, OVERVIEW_HEIGHT / 2, NAMES - 8)
  }
}

function histogram(
  { events, view, width, colors }: Picture,
  { counted, ticks, tickColor }: Overview,
): OffscreenCanvas {
  const whole = { view: wholeView(events, view.axis), width }
  const canvas = new OffscreenCanvas(Math.max(1, width), OVERVIEW_HEIGHT)
  const context = canvas.getContext('2d')
  if (context === null) return canvas
  const counts = new Uint32Array(width + 1)
  let most = 1
  for (let event = 0; event < events.count; event++) {
    if (counted !== undefined && counted[event] !== 1) continue
    const x = Math.round(xOf(whole, positionOf(events, view.axis, event)))
    const count = (counts[x] ?? 0) + 1
    counts[x] = count
    if (count > most) most = count
  }
  context.fillStyle = colors.raised
  context.fillRect(NAMES, 0, width - NAMES, OVERVIEW_HEIGHT - 2)
  context.fillStyle = colors.edge
  for (const [x, count] of counts.entries()) {
    if (count === 0) continue
    const height = Math.max(2, Math.sqrt(count / most) * (OVERVIEW_HEIGHT - 6))
    context.fillRect(x, OVERVIEW_HEIGHT - 2 - height, 1, height)
  }
  context.fillStyle = tickColor
  for (const event of ticks.keys())
    context.fillRect(xOf(whole, positionOf(events, view.axis, event)), 0, 1, 5)
  return canvas
}

/** Lines at round positions, each with its text; `textOf` gets the position of an event. */
export function drawAxis(
  context: CanvasRenderingContext2D,
  picture: Picture,
  textOf: (event: number) => string,
): void {
  const { view, width, height, colors } = picture
  context.fillStyle = colors.muted
  context.strokeStyle = colors.line
  for (const mark of axisMarks(view, (width - NAMES) / 110)) {
    const x = Math.round(xOf(picture, mark)) + 0.5
    context.beginPath()
    context.moveTo(x, OVERVIEW_HEIGHT + 2)
    context.lineTo(x, height)
    context.stroke()
    const text = view.axis === 'time' ? timeText(mark) : textOf(mark)
    context.fillText(text, x + 3, OVERVIEW_HEIGHT + AXIS_HEIGHT / 2)
  }
}

const timeText = (micros: number): string =>
  micros >= 1e6 && micros % 1e5 === 0 ? `${grouped(micros / 1e6)} s` : `${micros / 1000} ms`

/** Vertical lines through the lanes, at positions of the axis. */
export function drawLines(
  context: CanvasRenderingContext2D,
  picture: Picture,
  lines: readonly (readonly [x: number | undefined, color: string, width: number])[],
): void {
  const top = OVERVIEW_HEIGHT + AXIS_HEIGHT
  for (const [x, color, width] of lines) {
    if (x === undefined) continue
    context.fillStyle = color
    context.fillRect(x - width / 2, top, width, picture.height - top)
  }
}
