import { elementAt } from '../../../src/base/element-at.ts'
import { greatest } from '../../../src/base/extremes.ts'
import { visibleText } from '../../visible-text.ts'
import { columnsOf } from './columns.ts'
import type { Columns } from './columns.ts'
import { rowsOf } from './rows.ts'
import type { Row } from './rows.ts'
import type { Timeline, TimelineOperation } from './timeline.ts'
import { clientName } from './words.ts'

/** Pixels. A circle has to fit between two events, a bar has to hold its text. */
export const BAR_HEIGHT = 28
export const CIRCLE = 8
const ROW_HEIGHT = 41
const FLAG_HEIGHT = 17
const GROUP_GAP = 24
const AXIS_HEIGHT = 30
const MIN_STEP = 6
/** Between the return of one operation and the call of a later one. */
const DIVIDING_STEP = 16
const CIRCLE_STEP = 20
const SKIP_STEP = 86
const MARGIN = 10
const OPEN_END = 56
/** Widths of a character: of the text in a bar, and of the bold text above it. */
const CHARACTER_WIDTH = 7.3
const FLAG_CHARACTER_WIDTH = 7.6
/** Characters of a call in its bar, and of one in a picture that would be too wide for a screen. */
export const labelLengths = [22, 12, 6] as const
const [MAX_LABEL_LENGTH] = labelLengths
/** Of the picture a screen shows so much beside the names of the lanes. */
export const SCREEN = 1000
/** Less than this is not worth a word; other objects of the history have events too. */
const MIN_SKIPPED = 20

export interface Bar {
  readonly of: TimelineOperation
  /** The text, cut to fit. */
  readonly label: string
  readonly x: number
  /** Of a bar that never ends: the edge of the picture. */
  readonly end: number
  readonly y: number
  /** Whether it never returned. */
  readonly isOpen: boolean
  /** Where it may have taken effect, and its number among the drawn ones of the order. */
  readonly effect?: { readonly x: number; readonly number: number }
}

export interface Lane {
  readonly name: string
  readonly top: number
  readonly height: number
  readonly bars: readonly Bar[]
  /** The first of those without a part in the conflict, where others have one. */
  readonly startsOthers: boolean
}

/** A stretch of the history that is left out. */
export interface Skip {
  readonly x: number
  readonly end: number
  readonly events: number
}

export interface Layout {
  readonly width: number
  /** Of the names of the lanes. */
  readonly names: number
  readonly height: number
  readonly lanes: readonly Lane[]
  readonly skips: readonly Skip[]
}

/**
 * Where everything lies: time from left to right, only its order being to scale; a lane a process. A call has at most so
 * many characters in its bar.
 */
export function layoutOf(timeline: Timeline, labelLength: number = MAX_LABEL_LENGTH): Layout {
  const operations = timeline.map(({ operation }) => operation)
  const order = timeline
    .filter(({ place }) => place !== undefined)
    .sort((a, b) => (a.place as number) - (b.place as number))
    .map(({ operation }) => operation)
  const columns = columnsOf(operations, order)
  const edges = edgesOf(timeline, columns, labelLength)
  const width = edges.at(-1) ?? 0
  const x = (column: number): number => edges[column] ?? width
  const effects = new Map<number, { x: number; number: number }>()
  const numbers = new Map(order.map(({ id }, index) => [id, index + 1]))
  for (const [column, { effects: there }] of columns.intervals.entries()) {
    const room = x(column + 1) - x(column)
    for (const [index, id] of there.entries()) {
      const at = x(column) + (room * (index + 1)) / (there.length + 1)
      effects.set(id, { x: rounded(at), number: numbers.get(id) ?? 0 })
    }
  }
  const placed = (of: TimelineOperation, y: number): Bar => {
    const { id, invoked, returned } = of.operation
    const effect = effects.get(id)
    return {
      of,
      label: labelOf(callOf(of), labelLength),
      x: x(columns.of(invoked)),
      end: x(columns.of(returned)),
      y,
      isOpen: !Number.isFinite(returned),
      ...(effect !== undefined && { effect }),
    }
  }
  const lanes = lanesOf(rowsOf(timeline), placed)
  const last = lanes.at(-1)
  return {
    width: width + MARGIN,
    names: namesWidth(lanes),
    height: last === undefined ? AXIS_HEIGHT : last.top + last.height,
    lanes,
    skips: columns.intervals.flatMap(({ skipped }, column) =>
      isSkip(skipped) ? [{ x: x(column), end: x(column + 1), events: skipped }] : [],
    ),
  }
}

/** From the first of the conflict to the end of the last, as far as it is known: what has to be seen together. */
export function conflictOf({ lanes }: Pick<Layout, 'lanes'>): { readonly x: number; readonly end: number } {
  const bars = lanes.flatMap((lane) => lane.bars).filter(({ of }) => of.role !== 'other')
  return {
    x: Math.min(...bars.map(({ x }) => x)),
    end: Math.max(...bars.map(({ x, end, isOpen }) => (isOpen ? x + OPEN_END : end))),
  }
}

/** `time` and `Others` stand in that column, too. */
function namesWidth(lanes: readonly Lane[]): number {
  const names = [
    'time',
    ...lanes.map(({ name }) => name),
    ...lanes.flatMap(({ startsOthers }) => (startsOthers ? ['Others'] : [])),
  ]
  return Math.max(...names.map(({ length }) => length * CHARACTER_WIDTH)) + 8
}

/** Lanes with a part in the conflict come first: what contradicts each other is then close together. */
function lanesOf(
  rows: readonly Row<TimelineOperation>[],
  placed: (of: TimelineOperation, y: number) => Bar,
): Lane[] {
  const [others, conflict] = [false, true].map((has) =>
    rows.filter(({ members }) => members.some(({ role }) => role !== 'other') === has),
  ) as [Row<TimelineOperation>[], Row<TimelineOperation>[]]
  let top = AXIS_HEIGHT
  return [...conflict, ...others].map((row, index, all) => {
    const { process, members } = row
    const startsOthers = index > 0 && row === others[0]
    if (startsOthers) top += GROUP_GAP
    const above = members.some(({ flag }) => flag !== undefined) ? FLAG_HEIGHT : 0
    const ofRun = members.some(({ steps }) => steps !== undefined)
    const short = ofRun ? clientName(process) : String(process)
    const lane = {
      name: all.slice(0, index).some((one) => one.process === process)
        ? `${short}, also`
        : ofRun
          ? short
          : `process ${short}`,
      top,
      height: ROW_HEIGHT + above,
      bars: members.map((one) => placed(one, top + above + 4)),
      startsOthers,
    }
    top += lane.height
    return lane
  })
}

/** The places of the columns, and at the end that of the right edge. */
function edgesOf(timeline: Timeline, columns: Columns, labelLength: number): number[] {
  const ending = Map.groupBy(timeline, ({ operation }) => columns.of(operation.returned))
  const edges = [MARGIN]
  for (const [column, { effects, skipped, divides }] of columns.intervals.entries()) {
    const isLast = column === columns.intervals.length - 1
    const ends = ending.get(column + 1) ?? []
    const least = isLast ? (ends.length > 0 ? OPEN_END : 0) : stepOf(skipped, divides)
    const after = elementAt(edges, column) + Math.max(least, CIRCLE_STEP * effects.length)
    const needed = ends.map(
      (one) => elementAt(edges, columns.of(one.operation.invoked)) + roomFor(one, labelLength),
    )
    edges.push(rounded(Math.max(after, greatest(needed))))
  }
  return edges
}

function stepOf(skipped: number, divides: boolean): number {
  if (isSkip(skipped)) return SKIP_STEP
  return divides ? DIVIDING_STEP : MIN_STEP
}

const isSkip = (events: number): boolean => events >= MIN_SKIPPED

function roomFor(one: TimelineOperation, labelLength: number): number {
  const { flag = '' } = one
  return Math.max(
    44,
    columnsOfText(labelOf(callOf(one), labelLength)) * CHARACTER_WIDTH + 16,
    flag.length * FLAG_CHARACTER_WIDTH,
  )
}

/** That the outcome is unknown is said by the open end. */
function callOf({ operation, text }: TimelineOperation): string {
  return Number.isFinite(operation.returned) ? text : text.replace(/ of unknown outcome$/, '')
}

/** Cut in the middle: of a long list both ends tell something. */
export function labelOf(text: string, most: number = MAX_LABEL_LENGTH): string {
  // cut first: what comes from a history may be very long
  const characters = [
    ...visibleText(
      text.length > 2000 ? text.slice(0, 1000) + text.slice(-1000) : text,
      Number.MAX_SAFE_INTEGER,
    ),
  ]
  if (characters.length <= most) return characters.join('')
  const head = Math.ceil(most / 2)
  return `${characters.slice(0, head).join('')}…${characters.slice(head + 1 - most).join('')}`
}

/** Characters of East Asian scripts and pictures take two columns, about. */
function columnsOfText(text: string): number {
  let columns = 0
  for (const character of text) columns += (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1
  return columns - (text.includes('…') ? 1 : 0)
}

const rounded = (pixels: number): number => Math.round(pixels * 10) / 10
