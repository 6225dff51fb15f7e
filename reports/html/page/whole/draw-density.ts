import { lastEvent } from '../../whole/visible.ts'
import { NAMES, xOfEvents } from '../canvas/picture.ts'
import { isFitting } from './scene.ts'
import type { HistoryScene, VisibleLane } from './scene.ts'

/** What is counted apart in a pixel, in the order in which it stands there. The first does not fit the filter. */
const [NOT_FITTING, OK, CONFLICT, KINDS] = [0, 1, 4, 5]
/** How much of a lane's height tells the shares of failed and unknown outcomes apart. */
const MOST_PARTS = 8
/** Of a pixel with one operation, and of the one with most. */
const [FAINTEST, STRONGEST] = [90, 255]

/**
 * By lane and pixel: what was under way, and how much. Each pixel of a lane is divided by the shares of the outcomes, with
 * something of each that is there; the conflict takes all of it.
 */
export function drawDensity(
  context: CanvasRenderingContext2D,
  scene: HistoryScene,
  lanes: readonly VisibleLane[],
): void {
  const columns = Math.ceil(scene.width)
  // below them one that stays empty
  const parts = Math.min(MOST_PARTS, Math.max(1, Math.floor(((lanes[0]?.height ?? 1) * 3) / 4)))
  const rows = parts + 1
  const image = new ImageData(columns, Math.max(1, lanes.length * rows))
  // one number for each pixel: alpha, blue, green, red
  const pixels = new Uint32Array(image.data.buffer)
  const paints = paintsOf(scene)
  const pixelOf = new Uint32Array(parts)
  const counts = new Uint16Array(columns * KINDS)
  for (const [row, lane] of lanes.entries()) {
    counts.fill(0)
    count(scene, lane, columns, counts)
    const most = mostOf(counts)
    for (let x = NAMES; x < columns; x++) {
      if (!divide(counts, x * KINDS, most, paints, pixelOf)) continue
      for (let part = 0, at = row * rows * columns + x; part < parts; part++, at += columns)
        pixels[at] = pixelOf[part] ?? 0
    }
  }
  stretch(context, image, lanes)
}

/** The parts of one pixel of a lane, from its top; false: there is nothing. Loops: to fill some bytes costs more. */
function divide(
  counts: Uint16Array,
  at: number,
  most: number,
  paints: readonly number[],
  parts: Uint32Array,
): boolean {
  const sum = total(counts, at)
  if (sum === 0) return false
  let part = 0
  // what is rare is what one looks for: it has its part before what is usual, and the conflict has all
  for (let kind = CONFLICT; kind > OK; kind--) {
    const many = counts[at + kind] ?? 0
    if (many === 0) continue
    const share = kind === CONFLICT ? parts.length : Math.max(1, Math.round((parts.length * many) / sum))
    const end = Math.min(parts.length, part + share)
    for (const paint = opaque(paints[kind] ?? 0, STRONGEST); part < end; part++) parts[part] = paint
  }
  if (part === parts.length) return true
  const usual = (counts[at + OK] ?? 0) > 0 ? OK : NOT_FITTING
  const alpha = usual === OK ? FAINTEST + Math.sqrt(sum / most) * (STRONGEST - FAINTEST) : FAINTEST
  for (const paint = opaque(paints[usual] ?? 0, alpha); part < parts.length; part++) parts[part] = paint
  return true
}

const opaque = (paint: number, alpha: number): number => (Math.round(alpha) << 24) | paint

/** Adds the operations of a lane by pixel and kind. */
function count(
  scene: HistoryScene,
  { lane, list, begin, end }: VisibleLane,
  columns: number,
  counts: Uint16Array,
): void {
  const { history } = scene
  const xOf = xOfEvents(scene)
  for (let index = begin; index < end; index++) {
    const operation = list[index] ?? 0
    const fits = isFitting(scene, operation)
    if (!fits && scene.isHiding) continue
    const last = lastEvent(history, lane, index)
    const from = Math.max(NAMES, Math.round(xOf(history.from[operation] ?? 0)))
    const to = last === undefined ? columns - 1 : Math.min(columns - 1, Math.round(xOf(last)))
    const kind = fits ? kindOf(scene, operation) : NOT_FITTING
    for (let at = from * KINDS + kind; at <= to * KINDS + kind; at += KINDS)
      counts[at] = (counts[at] ?? 0) + 1
  }
}

function mostOf(counts: Uint16Array): number {
  let most = 1
  for (let at = NAMES * KINDS; at < counts.length; at += KINDS) most = Math.max(most, total(counts, at))
  return most
}

const total = (counts: Uint16Array, at: number): number =>
  (counts[at] ?? 0) +
  (counts[at + 1] ?? 0) +
  (counts[at + 2] ?? 0) +
  (counts[at + 3] ?? 0) +
  (counts[at + 4] ?? 0)

function kindOf({ history }: HistoryScene, operation: number): number {
  const mark = history.marks.get(operation)
  return mark !== undefined && mark <= 1 ? CONFLICT : OK + (history.columns.o[operation] ?? 0)
}

/** Colours by kind, without their alpha. */
const paintsOf = ({ colors }: HistoryScene): readonly number[] =>
  [colors.lane, colors.ok, colors.fault, colors.info, colors.breach].map((color) => {
    const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).map(Number)
    return (blue << 16) | (green << 8) | red
  })

/** All lanes at once, as they stand one below the other: a picture for each would cost more than all else. */
function stretch(context: CanvasRenderingContext2D, image: ImageData, lanes: readonly VisibleLane[]): void {
  const [first] = lanes
  if (first === undefined) return
  const small = new OffscreenCanvas(image.width, image.height)
  small.getContext('2d')?.putImageData(image, 0, 0)
  context.imageSmoothingEnabled = false
  context.drawImage(small, 0, first.top + first.height / 8, image.width, lanes.length * first.height)
}
