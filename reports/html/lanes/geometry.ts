import type { Lane } from '../schema.ts'

/** Height of a row with one line of text, and what each further line adds; pixels, as in trace.css. */
const LINE_HEIGHT = 28
const MORE_LINE = 18
/** From the top of a row to the middle of its first line, where its marks are drawn. */
const MIDDLE = LINE_HEIGHT / 2

/** Where rows and lanes lie, in pixels from the upper left corner of the gutter. */
export interface Geometry {
  readonly width: number
  readonly height: number
  /** The line of a lane. */
  x(lane: number): number
  /** Room from the line of a lane to the right edge of the lane. */
  room(lane: number): number
  /** Where the marks of a row are drawn. */
  y(row: number): number
  /** Upper edge of a row, below what is folded before it. */
  top(row: number): number
  /** Height of the line before a row that says what is left out there; 0 without one. */
  fold(row: number): number
  /** Whether lanes are so narrow that labels would run into each other: the rows say what they would. */
  readonly isCrowded: boolean
  /** Whether the row is not drawn: its height is that of the fold it is in. */
  isFolded(row: number): boolean
}

/** All lanes together take about this much while they are few; beyond that each keeps its least width. */
const LANES_WIDTH = 340
const MIN_LANE = 52
const MAX_LANE = 92
/** Room for a mark; and the least that has room for its labels. */
const LEAST_LANE = 12
const LABELLED_LANE = 38
/** Width of the columns of step numbers and times, of a short run. */
const LEAST_NUMBERS = 108
/** A client's line stands left in its lane: what it calls and gets is written to the right of it. */
const CLIENT_LINE = 16

/** A line between two rows that says what is left out there; pixels, as in trace.css. */
const FOLD_HEIGHT = 24

/** The heights of the lines before these rows, as the generator writes them. */
export const foldHeights = (rows: Iterable<number>): ReadonlyMap<number, number> =>
  new Map([...rows].map((row) => [row, FOLD_HEIGHT]))

/**
 * `rowHeights`: 0 of a row that is folded away. `folds`: the height of each line for what is left out,
 * by the row before which it stands. `narrow`: as on a phone, where the text comes first.
 */
export function geometryOf(
  lanes: readonly Lane[],
  rowHeights: readonly number[],
  folds: ReadonlyMap<number, number> = new Map(),
  narrow = false,
): Geometry {
  const widths = narrow ? lanes.map(() => narrowLane(lanes.length)) : laneWidths(lanes)
  const edges = running(widths)
  const isCrowded = Math.min(...widths) < LABELLED_LANE
  const foldAt = (row: number): number => folds.get(row) ?? 0
  const tops = running(rowHeights.map((height, row) => height + foldAt(row)))
  const top = (row: number): number => (tops[row] ?? tops.at(-1) ?? 0) + foldAt(row)
  const isFolded = (row: number): boolean => rowHeights[row] === 0
  /** The rows of a fold all lie in the middle of its line, which stands before the first of them. */
  const foldOf = (row: number): number => {
    let first = row
    while (foldAt(first) === 0 && first > 0 && isFolded(first - 1)) first--
    return foldAt(first)
  }
  const left = (lane: number): number => edges[lane] ?? 0
  const right = (lane: number): number => edges[lane + 1] ?? left(lane)
  const x = (lane: number): number =>
    lanes[lane]?.kind === 'client' && !isCrowded ? left(lane) + CLIENT_LINE : (left(lane) + right(lane)) / 2
  return {
    width: edges.at(-1) ?? 0,
    height: tops.at(-1) ?? 0,
    x,
    room: (lane) => right(lane) - x(lane),
    y: (row) => top(row) + (isFolded(row) ? -foldOf(row) / 2 : MIDDLE),
    fold: foldAt,
    isCrowded,
    top,
    isFolded,
  }
}

/** As wide as labels like, else as there is room beside the text and the panel. */
function laneWidths(lanes: readonly Lane[]): number[] {
  const wide = labelledWidths(lanes)
  const room = roomFor(lanes, LEAST_NUMBERS) - LEAST_COLUMNS * CHARACTER_WIDTH
  const isTooWide = wide.reduce((sum, width) => sum + width, 0) > room
  return isTooWide ? lanes.map(() => Math.max(LEAST_LANE, Math.floor(room / lanes.length))) : wide
}

function labelledWidths(lanes: readonly Lane[]): number[] {
  const clients = lanes.filter((lane) => lane.kind === 'client').length
  const client = clients <= 4 ? 66 : MIN_LANE
  const left = (LANES_WIDTH - clients * client) / Math.max(1, lanes.length - clients)
  const server = Math.max(MIN_LANE, Math.min(MAX_LANE, Math.floor(left)))
  return lanes.map((lane) => (lane.kind === 'client' ? client : server))
}

/** On a phone all lanes together take a third of the page at most. */
const narrowLane = (lanes: number): number => Math.max(10, Math.min(22, Math.floor(136 / lanes)))

/** The sums of the first 0, 1, 2, ... sizes. */
function running(sizes: readonly number[]): number[] {
  let sum = 0
  return [0, ...sizes.map((size) => (sum += size))]
}

/** Width of the panel beside the rows: a column per server has to hold `candidate`. */
export function panelWidth(servers: number): number {
  return Math.max(400, Math.min(500, tableWidth(servers) + 30))
}

/** Least width of the table of states; a panel that is narrower scrolls. */
export function tableWidth(servers: number): number {
  return 94 + servers * 64
}

/** Width of the page for which rows are laid out, and of a character of bold text in it. */
const PAGE_WIDTH = 1232
const CHARACTER_WIDTH = 7.2

/** Characters of a row's text that fit on a line at least. */
const LEAST_COLUMNS = 24

/** Characters of a row's text that surely fit on one line beside the lanes, the panel and `numbers` pixels of numbers. */
export function textColumns(lanes: readonly Lane[], numbers: number): number {
  const rest = roomFor(lanes, numbers) - geometryOf(lanes, []).width
  return Math.max(LEAST_COLUMNS, Math.floor(rest / CHARACTER_WIDTH))
}

/** For lanes and text, in pixels. */
function roomFor(lanes: readonly Lane[], numbers: number): number {
  const servers = lanes.filter((lane) => lane.kind === 'node').length
  return PAGE_WIDTH - panelWidth(servers) - 28 - numbers - 10
}

/** Lines a row takes: by the length of its texts, as nothing can be measured before the page is read. */
export interface RowLines {
  readonly text: 1 | 2
  /** The effect has a line of its own where it does not fit behind the text. */
  readonly effect: 0 | 1
  readonly note: 0 | 1 | 2
}

export function rowLines(
  { text, effect }: { readonly text: string; readonly effect: string },
  note: string,
  columns: number,
): RowLines {
  return {
    text: text.length > columns ? 2 : 1,
    effect: effect === '' || text.length + effect.length + 3 <= columns ? 0 : 1,
    note: note === '' ? 0 : note.length > columns ? 2 : 1,
  }
}

export function rowHeight({ text, effect, note }: RowLines): number {
  return LINE_HEIGHT + (text + effect + note - 1) * MORE_LINE
}
