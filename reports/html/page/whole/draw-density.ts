import { lastEvent } from '../../whole/visible.ts'
import { NAMES, xOfEvent } from '../canvas/picture.ts'
import { isFitting } from './scene.ts'
import type { HistoryScene, VisibleLane } from './scene.ts'

/** What is counted apart in a pixel, in the order in which it stands there. The first does not fit the filter. */
const [NOT_FITTING, OK, CONFLICT, KINDS] = [0, 1, 4, 5]
/** How much of a pixel's height tells the shares of failed and unknown outcomes apart. */
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
  const { width } = scene
  const columns = Math.ceil(width)
  const parts = Math.min(MOST_PARTS, Math.max(1, Math.floor(((lanes[0]?.height ?? 1) * 3) / 4)))
  const image = new ImageData(columns, Math.max(1, lanes.length * parts))
  const paints = paintsOf(scene)
  for (const [row, lane] of lanes.entries()) {
    const { counts, most } = countsOf(scene, lane, columns)
    for (let x = NAMES; x < columns; x++) {
      const at = x * KINDS
      const sum = total(counts, at)
      if (sum === 0) continue
      const alpha = FAINTEST + Math.sqrt(sum / most) * (STRONGEST - FAINTEST)
      let part = 0
      const paint = (kind: number, many: number): void => {
        const [red = 0, green = 0, blue = 0] = paints[kind] ?? []
        for (const end = Math.min(parts, part + many); part < end; part++) {
          const place = ((row * parts + part) * columns + x) * 4
          image.data[place] = red
          image.data[place + 1] = green
          image.data[place + 2] = blue
          image.data[place + 3] = kind === OK ? alpha : kind === NOT_FITTING ? FAINTEST : STRONGEST
        }
      }
      if ((counts[at + CONFLICT] ?? 0) > 0) paint(CONFLICT, parts)
      // what is rare is what one looks for: it has its part before what is usual
      for (let kind = CONFLICT - 1; kind > OK; kind--) {
        const count = counts[at + kind] ?? 0
        if (count > 0) paint(kind, Math.max(1, Math.round((parts * count) / sum)))
      }
      paint((counts[at + OK] ?? 0) > 0 ? OK : NOT_FITTING, parts)
    }
  }
  stretch(context, image, lanes, parts)
}

/** Operations by pixel and kind, and how many there are at most in a pixel. */
function countsOf(
  scene: HistoryScene,
  { lane, list, begin, end }: VisibleLane,
  columns: number,
): { counts: Uint16Array; most: number } {
  const { history } = scene
  const counts = new Uint16Array(columns * KINDS)
  for (let index = begin; index < end; index++) {
    const operation = list[index] ?? 0
    const fits = isFitting(scene, operation)
    if (!fits && scene.isHiding) continue
    const last = lastEvent(history, lane, index)
    const from = Math.max(NAMES, Math.round(xOfEvent(scene, history.from[operation] ?? 0)))
    const to = last === undefined ? columns - 1 : Math.min(columns - 1, Math.round(xOfEvent(scene, last)))
    const kind = fits ? kindOf(scene, operation) : NOT_FITTING
    for (let at = from * KINDS + kind; at <= to * KINDS + kind; at += KINDS)
      counts[at] = (counts[at] ?? 0) + 1
  }
  let most = 1
  for (let at = NAMES * KINDS; at < counts.length; at += KINDS) most = Math.max(most, total(counts, at))
  return { counts, most }
}

function total(counts: Uint16Array, at: number): number {
  let sum = 0
  for (let kind = 0; kind < KINDS; kind++) sum += counts[at + kind] ?? 0
  return sum
}

function kindOf({ history }: HistoryScene, operation: number): number {
  const mark = history.marks.get(operation)
  return mark !== undefined && mark <= 1 ? CONFLICT : OK + (history.columns.o[operation] ?? 0)
}

const paintsOf = ({ colors }: HistoryScene): readonly (readonly number[])[] =>
  [colors.lane, colors.ok, colors.fault, colors.info, colors.breach].map((color) =>
    (color.match(/\d+/g) ?? []).map(Number),
  )

function stretch(
  context: CanvasRenderingContext2D,
  image: ImageData,
  lanes: readonly VisibleLane[],
  parts: number,
): void {
  const small = new OffscreenCanvas(image.width, image.height)
  small.getContext('2d')?.putImageData(image, 0, 0)
  context.imageSmoothingEnabled = false
  for (const [row, { top, height }] of lanes.entries())
    context.drawImage(
      small,
      0,
      row * parts,
      image.width,
      parts,
      0,
      top + height / 8,
      image.width,
      (height * 3) / 4,
    )
}
