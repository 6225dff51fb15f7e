import { STILL_IN_FLIGHT } from '../../node-state.ts'
import { el } from '../markup.ts'
import type { Element } from '../markup.ts'
import type { ColumnTrace, ReportMessage } from '../schema.ts'
import { rowOf } from '../step-rows.ts'
import { heightOf } from './step-height.ts'
import type { Geometry } from './geometry.ts'
import { label } from './labels.ts'

interface Point {
  readonly x: number
  readonly y: number
}

/**
 * Every message: an arrow from the row that sent it to each row where it arrived; one that was lost as a
 * dashed arrow ending in a cross; one that was still under way at the end as a short dotted one.
 */
export function messageMarks(geometry: Geometry, trace: ColumnTrace): Element[] {
  return trace.messages.flatMap((message) => marksOf(geometry, trace, message))
}

/** The same of the messages that a step sent or got, each by itself and stronger. */
export function litMessages(geometry: Geometry, trace: ColumnTrace, step: number): Element[] {
  return trace.messages
    .filter(({ sent, arrivals }) => sent === step || arrivals.includes(step))
    .map((message) =>
      el('g', { class: 'highlighted', 'data-m': message.id }, marksOf(geometry, trace, message)),
    )
}

function marksOf(geometry: Geometry, trace: ColumnTrace, message: ReportMessage): Element[] {
  const from = { x: geometry.x(message.from), y: heightOf(geometry, trace, message.sent) }
  if (message.arrivals.length === 0)
    return isFoldedAt(geometry, trace, message.sent) ? [] : undelivered(geometry, message, from)
  return message.arrivals.flatMap((step, index) => {
    // both ends in folds: nothing is left to draw
    if (isFoldedAt(geometry, trace, step) && isFoldedAt(geometry, trace, message.sent)) return []
    const to = { x: geometry.x(message.to), y: heightOf(geometry, trace, step) }
    return arrow(from, to, index > 0)
  })
}

function isFoldedAt(geometry: Geometry, trace: ColumnTrace, step: number): boolean {
  const row = rowOf(trace, step)
  return row === undefined || geometry.isFolded(row)
}

/** A horizontal arrow in one row: a client's request reaching a server. */
export function requestMark(geometry: Geometry, row: number, client: number, server: number): Element[] {
  const y = geometry.y(row)
  const { start, end, head } = trimmed({ x: geometry.x(client), y }, { x: geometry.x(server), y })
  return [line('message request', start, end), el('path', { class: 'arrow-head request', d: head })]
}

function arrow(from: Point, to: Point, again: boolean): Element[] {
  const { start, end, head } = trimmed(from, to)
  const marks = [
    line(again ? 'message again' : 'message', start, end),
    el('path', { class: 'arrow-head', d: head }),
  ]
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
  return again ? [...marks, label('dup', middle.x, middle.y - 3, 'middle', 'dup')] : marks
}

function undelivered(geometry: Geometry, message: ReportMessage, from: Point): Element[] {
  const lost = message.lost !== undefined && message.lost !== STILL_IN_FLIGHT
  const way = lost ? 0.72 : 0.45
  const x = from.x + (geometry.x(message.to) - from.x) * way
  const end = { x, y: Math.min(from.y + (lost ? 17 : 11), geometry.height - 6) }
  const start = towards(from, end, 5)
  const mark = lost
    ? el('path', { class: 'cross', d: `M${r(x - 4)} ${r(end.y - 4)}l8 8m0-8l-8 8` })
    : el('path', { class: 'still-open', d: `M${r(x - 2.5)} ${r(end.y)}a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0` })
  return [line(lost ? 'message lost' : 'message pending', start, end), mark]
}

/** The arrow between two marks, kept clear of both, with its head. */
function trimmed(from: Point, to: Point): { start: Point; end: Point; head: string } {
  const end = towards(to, from, 7)
  const back = towards(to, from, 14)
  const side = { x: ((end.y - back.y) / 7) * 3.2, y: (-(end.x - back.x) / 7) * 3.2 }
  const points = [end, { x: back.x + side.x, y: back.y + side.y }, { x: back.x - side.x, y: back.y - side.y }]
  const head = `M${points.map((point) => `${r(point.x)} ${r(point.y)}`).join('L')}Z`
  return { start: towards(from, to, 5), end: back, head }
}

/** The point `distance` pixels from `from` on the way to `to`. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  return {
    x: from.x + ((to.x - from.x) / length) * distance,
    y: from.y + ((to.y - from.y) / length) * distance,
  }
}

function line(kind: string, from: Point, to: Point): Element {
  return el('path', { class: kind, d: `M${r(from.x)} ${r(from.y)}L${r(to.x)} ${r(to.y)}` })
}

/** A tenth of a pixel is enough, and keeps the page small. */
const r = (value: number): number => Math.round(value * 10) / 10
