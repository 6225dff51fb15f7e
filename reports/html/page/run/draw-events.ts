import type { RunRow } from '../../run/lanes.ts'
import { eventsIn } from '../../canvas/view.ts'
import { NAMES, xOfEvent } from '../canvas/picture.ts'
import type { Scene } from './scene.ts'

/** More events than this are drawn as a density. */
const MAX_GLYPHS = 4000
/** More than this without arrows. */
const MAX_ARROWS = 500

/** The events in view: one mark each, or how many there are. */
export function drawEvents(context: CanvasRenderingContext2D, scene: Scene): void {
  const [first, end] = eventsIn(scene.events, scene.view)
  const rows = new Map(scene.layout.rows.flatMap((row) => (row.lane === undefined ? [] : [[row.lane, row]])))
  if (end - first > MAX_GLYPHS) {
    density(context, scene, rows, [first, end])
    return
  }
  operations(context, scene, rows, [first, end])
  if (end - first <= MAX_ARROWS) arrows(context, scene, rows, [first, end])
  for (let event = first; event < end; event++) glyph(context, scene, rows, event)
}

type Rows = ReadonlyMap<number, RunRow>
type Range = readonly [first: number, end: number]

const isMatching = ({ matching }: Scene, event: number): boolean =>
  matching === undefined || matching[event] === 1

/** By lane and pixel, how many: the more, the darker. A line of pixels for each lane is stretched over it. */
function density(context: CanvasRenderingContext2D, scene: Scene, rows: Rows, [first, end]: Range): void {
  const { events, colors, width } = scene
  const { n } = events.run
  const lanes = events.run.lanes.length
  const columns = Math.ceil(width)
  const counts = new Uint16Array(lanes * columns)
  const most = new Uint16Array(lanes).fill(1)
  for (let event = first; event < end; event++) {
    const lane = n[event] ?? -1
    const x = Math.round(xOfEvent(scene, event))
    if (lane < 0 || x < NAMES || x >= columns || !isMatching(scene, event)) continue
    const count = (counts[lane * columns + x] ?? 0) + 1
    counts[lane * columns + x] = count
    if (count > (most[lane] ?? 1)) most[lane] = count
  }
  const [red = 0, green = 0, blue = 0] = (colors.text.match(/\d+/g) ?? []).map(Number)
  const image = new ImageData(columns, lanes)
  for (const [place, count] of counts.entries()) {
    if (count === 0) continue
    const share = Math.sqrt(count / (most[Math.floor(place / columns)] ?? 1))
    image.data.set([red, green, blue, 255 * (0.2 + 0.7 * share)], place * 4)
  }
  const small = new OffscreenCanvas(columns, lanes)
  small.getContext('2d')?.putImageData(image, 0, 0)
  context.imageSmoothingEnabled = false
  for (const [lane, { kind, top, height }] of rows) {
    const inset = kind === 'node' ? 6 : 1
    context.drawImage(small, 0, lane, columns, 1, 0, top + inset, columns, height - 2 * inset)
  }
}

function operations(context: CanvasRenderingContext2D, scene: Scene, rows: Rows, [first, end]: Range): void {
  const { events, colors } = scene
  for (const { lane, from, to } of events.operations) {
    const row = rows.get(lane)
    if (row === undefined || to < first || from >= end) continue
    const [left, right] = [xOfEvent(scene, from), to >= events.count ? scene.width : xOfEvent(scene, to)]
    context.fillStyle = to >= events.count ? colors.info : colors.lane
    context.globalAlpha =
      isMatching(scene, from) || isMatching(scene, Math.min(to, events.count - 1)) ? 1 : 0.25
    context.fillRect(left, row.top + 1, Math.max(1, right - left), Math.max(1, row.height - 3))
  }
  context.globalAlpha = 1
}

/** Messages from their send to their arrival; those that were lost end halfway, in a cross. */
function arrows(context: CanvasRenderingContext2D, scene: Scene, rows: Rows, [first, end]: Range): void {
  const { events, colors } = scene
  const { run } = events
  const deliver = run.kinds.indexOf('deliver')
  const middle = (row: RunRow): number => row.top + row.height / 2
  context.strokeStyle = colors.edge
  for (let event = first; event < end; event++) {
    const back = run.c[event] ?? 0
    const [from, to] = [rows.get(run.n[event - back] ?? -1), rows.get(run.n[event] ?? -1)]
    if (run.k[event] !== deliver || back === 0 || from === undefined || to === undefined) continue
    context.globalAlpha = isMatching(scene, event) ? 0.8 : 0.15
    context.beginPath()
    context.moveTo(xOfEvent(scene, event - back), middle(from))
    context.lineTo(xOfEvent(scene, event), middle(to))
    context.stroke()
  }
  context.strokeStyle = colors.fault
  context.setLineDash([3, 3])
  for (let event = first; event < end; event++) {
    for (const [, lane] of events.lost.get(event) ?? []) {
      const [from, to] = [rows.get(run.n[event] ?? -1), rows.get(lane)]
      if (from === undefined || to === undefined) continue
      context.globalAlpha = isMatching(scene, event) ? 1 : 0.2
      const [x, y] = [xOfEvent(scene, event), (middle(from) + 2 * middle(to)) / 3]
      context.beginPath()
      context.moveTo(x, middle(from))
      context.lineTo(x + 6, y)
      context.moveTo(x + 3, y - 3)
      context.lineTo(x + 9, y + 3)
      context.moveTo(x + 9, y - 3)
      context.lineTo(x + 3, y + 3)
      context.stroke()
    }
  }
  context.setLineDash([])
  context.globalAlpha = 1
}

function glyph(context: CanvasRenderingContext2D, scene: Scene, rows: Rows, event: number): void {
  const { events, colors } = scene
  const { run } = events
  const row = rows.get(run.n[event] ?? -1)
  if (row === undefined || row.kind === 'client') return
  const kind = run.kinds[run.k[event] ?? -1]
  const [x, y] = [xOfEvent(scene, event), row.top + row.height / 2]
  context.globalAlpha = isMatching(scene, event) ? 1 : 0.15
  const isFault = kind === 'crash' || kind === 'restart' || kind === 'pause' || kind === 'resume'
  context.fillStyle = kind === 'violation' ? colors.breach : isFault ? colors.fault : colors.text
  context.beginPath()
  if (kind === 'timer') {
    context.moveTo(x, y - 4)
    context.lineTo(x + 4, y)
    context.lineTo(x, y + 4)
    context.lineTo(x - 4, y)
  } else if (isFault) {
    const sign = kind === 'crash' || kind === 'pause' ? 1 : -1
    context.moveTo(x - 5, y - 4 * sign)
    context.lineTo(x + 5, y - 4 * sign)
    context.lineTo(x, y + 5 * sign)
  } else {
    context.arc(x, y, kind === 'violation' ? 5 : 2, 0, 2 * Math.PI)
  }
  context.fill()
  context.globalAlpha = 1
}
