import type { ReportFault } from '../../schema.ts'
import { lowerBound } from '../../../../src/base/lower-bound.ts'
import { OVERVIEW_HEIGHT } from '../../run/lanes.ts'
import type { RunRow } from '../../run/lanes.ts'
import { axisMarks, eventsIn, positionOf, wholeView } from '../../run/view.ts'
import { drawEvents } from './draw-events.ts'
import { NAMES, xOf, xOfEvent } from './scene.ts'
import type { Scene } from './scene.ts'

export function drawRun(context: CanvasRenderingContext2D, scene: Scene): void {
  const { layout, width, colors } = scene
  context.clearRect(0, 0, width, layout.height)
  context.font = '11px system-ui, sans-serif'
  context.textBaseline = 'middle'
  overview(context, scene)
  context.save()
  context.beginPath()
  context.rect(NAMES, OVERVIEW_HEIGHT, width - NAMES, layout.height - OVERVIEW_HEIGHT)
  context.clip()
  terms(context, scene)
  axis(context, scene)
  for (const row of layout.rows) {
    if (row.kind === 'node') roles(context, scene, row)
    if (row.kind === 'fault') for (const fault of row.faults ?? []) bands(context, scene, row, fault)
  }
  drawEvents(context, scene)
  for (const row of layout.rows) if (row.kind === 'node') roleNames(context, scene, row)
  keptTicks(context, scene)
  lines(context, scene)
  context.restore()
  context.fillStyle = colors.muted
  for (const { name, top, height } of layout.rows)
    if (height >= 10) context.fillText(name, 4, top + height / 2, NAMES - 8)
}

/** The whole run in small, with what is kept and the stretch that is looked at. */
function overview(context: CanvasRenderingContext2D, scene: Scene): void {
  const { events, view, width, colors } = scene
  const whole = { view: wholeView(events, view.axis), width }
  context.drawImage(histogram(scene), 0, 0, width, OVERVIEW_HEIGHT)
  const [left, right] = [xOf(whole, view.from), xOf(whole, view.to)]
  context.strokeStyle = colors.blue
  context.strokeRect(left + 0.5, 0.5, Math.max(3, right - left - 1), OVERVIEW_HEIGHT - 3)
  context.fillStyle = colors.muted
  context.fillText('whole run', 4, OVERVIEW_HEIGHT / 2, NAMES - 8)
}

/** The last one that was drawn, and what it depends on: moving about does not change it. */
let drawn: { readonly of: readonly unknown[]; readonly canvas: OffscreenCanvas } | undefined

function histogram(scene: Scene): OffscreenCanvas {
  const { events, view, width, colors, kept, matching } = scene
  const of = [events, view.axis, width, colors, matching]
  if (drawn !== undefined && of.every((part, index) => part === drawn?.of[index])) return drawn.canvas
  const whole = { view: wholeView(events, view.axis), width }
  const canvas = new OffscreenCanvas(Math.max(1, width), OVERVIEW_HEIGHT)
  drawn = { of, canvas }
  const context = canvas.getContext('2d')
  if (context === null) return canvas
  const counts = new Uint32Array(width + 1)
  let most = 1
  for (let event = 0; event < events.count; event++) {
    if (matching !== undefined && matching[event] !== 1) continue
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
  context.fillStyle = colors.blue
  for (const event of kept.keys()) context.fillRect(xOf(whole, positionOf(events, view.axis, event)), 0, 1, 5)
  return canvas
}

/** Every second term is shaded, with its number where there is room. */
function terms(context: CanvasRenderingContext2D, scene: Scene): void {
  const { events, layout, colors } = scene
  for (const [index, [event, term]] of events.terms.entries()) {
    const next = events.terms[index + 1]?.[0]
    const [left, right] = [xOfEvent(scene, event), next === undefined ? scene.width : xOfEvent(scene, next)]
    if (right < NAMES || left > scene.width) continue
    if (index % 2 === 1) {
      context.fillStyle = colors.hover
      context.fillRect(left, layout.axis, right - left, layout.height)
    }
    const text = `term ${term}`
    const from = Math.max(left, NAMES)
    if (right - from < context.measureText(text).width + 8) continue
    context.fillStyle = colors.muted
    context.fillText(text, from + 3, layout.height - 6)
  }
}

function axis(context: CanvasRenderingContext2D, scene: Scene): void {
  const { view, layout, width, colors, events } = scene
  context.fillStyle = colors.muted
  context.strokeStyle = colors.line
  for (const mark of axisMarks(view, (width - NAMES) / 110)) {
    const x = Math.round(xOf(scene, mark)) + 0.5
    context.beginPath()
    context.moveTo(x, OVERVIEW_HEIGHT + 2)
    context.lineTo(x, layout.height)
    context.stroke()
    const text = view.axis === 'time' ? `${mark / 1000} ms` : `step ${events.run.first + mark}`
    context.fillText(text, x + 3, OVERVIEW_HEIGHT + 9)
  }
}

/** Leaders are solid, in turn light and dark by term; candidates hatched by a lighter bar; followers a line; down a gap. */
function roles(context: CanvasRenderingContext2D, scene: Scene, row: RunRow): void {
  const { events, colors } = scene
  const middle = row.top + row.height / 2
  for (const { lane, from, to, state } of events.stretches) {
    if (lane !== row.lane) continue
    const [left, right] = [xOfEvent(scene, from), to >= events.count ? scene.width : xOfEvent(scene, to)]
    if (right < NAMES || left > scene.width || state.status === 'down') continue
    const width = Math.max(1, right - left)
    const { role, currentTerm = 0 } = state
    if (role === 'leader' || role === 'candidate') {
      context.fillStyle =
        role === 'leader' ? (currentTerm % 2 === 0 ? colors.ok : colors.blue) : colors['info-soft']
      context.globalAlpha = role === 'leader' ? 0.35 : 1
      context.fillRect(left, row.top + 3, width, row.height - 6)
      context.globalAlpha = 1
      context.strokeStyle =
        role === 'leader' ? (currentTerm % 2 === 0 ? colors.ok : colors.blue) : colors.info
      if (width > 3) context.strokeRect(left + 0.5, row.top + 3.5, width - 1, row.height - 7)
    } else {
      context.fillStyle = state.status === 'paused' ? colors.fault : colors.lane
      context.fillRect(left, middle - 0.5, width, 1)
    }
  }
}

/** `L3`: leads term 3; `C3`: stands in term 3. */
function roleNames(context: CanvasRenderingContext2D, scene: Scene, row: RunRow): void {
  const { events, colors } = scene
  for (const { lane, from, to, state } of events.stretches) {
    if (
      lane !== row.lane ||
      state.status === 'down' ||
      !(state.role === 'leader' || state.role === 'candidate')
    )
      continue
    const start = Math.max(NAMES, xOfEvent(scene, from))
    const end = Math.min(scene.width, to >= events.count ? scene.width : xOfEvent(scene, to))
    const text = `${state.role === 'leader' ? 'L' : 'C'}${state.currentTerm ?? ''}`
    const { width } = context.measureText(text)
    if (end - start < width + 8) continue
    context.fillStyle = colors.surface
    context.fillRect(start + 2, row.top + 5, width + 4, 14)
    context.fillStyle = colors.text
    context.fillText(text, start + 4, row.top + 12)
  }
}

/** A fault while it was on: hollow where the minimized run does without it. */
function bands(context: CanvasRenderingContext2D, scene: Scene, row: RunRow, fault: ReportFault): void {
  const { events, view, colors } = scene
  const at = (time: number): number =>
    xOf(scene, view.axis === 'time' ? time : lowerBound(events.times, time))
  context.strokeStyle = colors.fault
  context.fillStyle = colors.fault
  for (const { from, to } of fault.activations) {
    const [left, right] = [at(from), to === null ? scene.width : at(to)]
    if (right < NAMES || left > scene.width) continue
    const width = Math.max(2, right - left)
    if (fault.kept === false) context.strokeRect(left + 0.5, row.top + 2.5, width - 1, row.height - 5)
    else context.fillRect(left, row.top + 2, width, row.height - 4)
  }
}

function keptTicks(context: CanvasRenderingContext2D, scene: Scene): void {
  const row = scene.layout.rows.find(({ kind }) => kind === 'kept')
  if (row === undefined) return
  const [first, end] = eventsIn(scene.events, scene.view)
  context.fillStyle = scene.colors.blue
  for (const event of scene.kept.keys())
    if (event >= first && event < end)
      context.fillRect(xOfEvent(scene, event) - 0.75, row.top + 1, 1.5, row.height - 2)
}

/** The breach, the chosen event, the one under the pointer and the one at the cursor of the trace. */
function lines(context: CanvasRenderingContext2D, scene: Scene): void {
  const { layout, colors } = scene
  const marks = [
    [scene.breach, colors.breach, 1.5],
    [scene.hovered, colors.muted, 1],
    [scene.cursor, colors.blue, 1.5],
    [scene.selected, colors.text, 1.5],
  ] as const
  for (const [event, color, width] of marks) {
    if (event === undefined) continue
    context.fillStyle = color
    context.fillRect(xOfEvent(scene, event) - width / 2, layout.axis, width, layout.height - layout.axis)
  }
}
