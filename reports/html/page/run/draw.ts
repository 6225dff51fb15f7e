import type { ReportFault } from '../../schema.ts'
import { lowerBound } from '../../../../src/base/lower-bound.ts'
import { OVERVIEW_HEIGHT } from '../../canvas/heights.ts'
import { eventsIn } from '../../canvas/view.ts'
import type { RunRow } from '../../run/lanes.ts'
import { drawAxis, drawLines, overviewDrawer } from '../canvas/overview.ts'
import { NAMES, xOf, xOfEvent } from '../canvas/picture.ts'
import { drawEvents } from './draw-events.ts'
import type { Scene } from './scene.ts'

const overview = overviewDrawer()

export function drawRun(context: CanvasRenderingContext2D, scene: Scene): void {
  const { layout, width, colors } = scene
  overview(context, scene, {
    name: 'whole run',
    counted: scene.matching,
    ticks: scene.kept,
    tickColor: colors.blue,
  })
  context.save()
  context.beginPath()
  context.rect(NAMES, OVERVIEW_HEIGHT, width - NAMES, layout.height - OVERVIEW_HEIGHT)
  context.clip()
  terms(context, scene)
  drawAxis(context, scene, (event) => `step ${scene.events.run.first + event}`)
  for (const row of layout.rows) {
    if (row.kind === 'node') roles(context, scene, row)
    if (row.kind === 'fault') for (const fault of row.faults ?? []) bands(context, scene, row, fault)
  }
  drawEvents(context, scene)
  for (const row of layout.rows) if (row.kind === 'node') roleNames(context, scene, row)
  keptTicks(context, scene)
  const xOfMark = (event: number | undefined): number | undefined =>
    event === undefined ? undefined : xOfEvent(scene, event)
  drawLines(context, scene, [
    [xOfMark(scene.breach), colors.breach, 1.5],
    [xOfMark(scene.hovered), colors.muted, 1],
    [xOfMark(scene.cursor), colors.blue, 1.5],
    [xOfMark(scene.selected), colors.text, 1.5],
  ])
  context.restore()
  context.fillStyle = colors.muted
  for (const { name, top, height } of layout.rows)
    if (height >= 10) context.fillText(name, 4, top + height / 2, NAMES - 8)
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
