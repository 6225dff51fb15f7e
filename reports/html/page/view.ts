import { computed, effect, signal } from '@preact/signals'
import { render } from 'preact'
import { foldRow, foldsOf, foldWords, keptRows } from './folds.ts'
import type { Fold, FoldWords } from './folds.ts'
import { geometryOf } from '../lanes/geometry.ts'
import type { Geometry } from '../lanes/geometry.ts'
import { gutter, laneNames } from '../lanes/gutter.ts'
import { litMessages } from '../lanes/messages.ts'
import { followed } from './followed.ts'
import { lifeMarks } from './life-marks.ts'
import { matchingRows } from './matching-rows.ts'
import { readAddress, replaceParameter } from './hash.ts'
import { nodeOf } from './markup-node.ts'
import type { Loaded } from './report-element.ts'

/** A trace that has more rows opens with the chain of causes only. */
const MANY_ROWS = 25
/** Below this width the text comes first, and the lanes are a narrow strip; as in trace.css. */
const phone = matchMedia('(max-width: 700px)')

/** Whether only the rows of the chain of causes stand open. */
export const whyOnly = signal(false)
/** What the reader looks for. */
export const query = signal('')
/** First rows of the folds that the reader has opened. */
const opened = signal<ReadonlySet<number>>(new Set())
/** The whole trace, whatever is folded: paper cannot be clicked. */
const printing = signal(false)
const allFolds = signal<readonly Fold[]>([])

/** Rows that have what the reader looks for; undefined where nothing is looked for. */
const found = signal<readonly number[] | undefined>(undefined)
const rowCount = signal(0)

/** What is folded now: what has not what is looked for, else what is not in the chain of causes. */
const folds = computed(() => {
  if (printing.value) return []
  const isSearched = found.value !== undefined && found.value.length > 0
  const wanted = isSearched
    ? foldsOf(rowCount.value, new Set(found.value), 1)
    : whyOnly.value
      ? allFolds.value
      : []
  return wanted.filter(({ first }) => !opened.value.has(first))
})

/** Where rows and lanes lie in the picture as it is drawn now. */
const drawn = signal<Geometry | undefined>(undefined)

/** The arrows that begin or end at the step are drawn stronger than the others. */
export function light({ trace }: Loaded, step: number): void {
  const place = document.querySelector('.gutter .lit')
  if (drawn.value === undefined || place === null) return
  render(litMessages(drawn.value, trace, step).map(nodeOf), place)
}

/** Shows the steps that have all these words, and says so in the address; none: all are shown again. */
export function search({ report, events }: Loaded, words: string): readonly number[] {
  query.value = words
  opened.value = new Set()
  found.value = words.trim() === '' ? undefined : matchingRows(report, events, words)
  replaceParameter('q', words.trim() === '' ? undefined : words)
  return found.value ?? []
}

const foldOf = (row: number): Fold | undefined =>
  folds.value.find(({ first, last }) => row >= first && row <= last)

/** The nearest row in that direction that stands open, itself among them; undefined at the end. */
export function openRow(row: number, direction: 1 | -1): number | undefined {
  const fold = foldOf(row)
  if (fold === undefined) return row
  const next = direction > 0 ? fold.last + 1 : fold.first - 1
  return next < 0 ? undefined : next
}

/** Opens whatever holds a row. */
export function reveal(row: number): void {
  const fold = foldOf(row)
  if (fold !== undefined) opened.value = new Set([...opened.value, fold.first])
}

export function toggleWhy(): void {
  opened.value = new Set()
  whyOnly.value = !whyOnly.value
  replaceParameter('why', whyOnly.value ? '1' : '0')
}

/** Folds and unfolds rows, and draws the lanes beside what is open. */
export function startView(loaded: Loaded): void {
  const { report, trace, events, rows } = loaded
  // the lines for what is not drawn, by the row before which they stand
  const gaps = new Map(
    [...document.querySelectorAll<HTMLElement>('.body > .fold')].map((line) => [
      Number(line.dataset['before']),
      line,
    ]),
  )
  const place = document.querySelector('.gutter-place > td')
  const body = place?.closest('.body')
  const names = document.querySelector('.head-row .lanes')
  if (place === null || names === null || body === null || body === undefined) return
  rowCount.value = events.length
  allFolds.value = report.why.chain.length === 0 ? [] : foldsOf(events.length, keptRows(report, events))
  const fromAddress = (): void => {
    const { parameters } = readAddress(location.hash)
    const words = parameters.get('q') ?? ''
    if (words !== query.value) search(loaded, words)
    const wanted = parameters.get('why')
    whyOnly.value =
      allFolds.value.length > 0 && (wanted === null ? events.length > MANY_ROWS : wanted === '1')
  }
  fromAddress()
  addEventListener('hashchange', fromAddress)
  addEventListener('beforeprint', () => (printing.value = true))
  addEventListener('afterprint', () => (printing.value = false))
  let laidOut = ''
  const draw = (isChanged: boolean): void => {
    // rows are as high as their text, beside lanes that take so much
    const { width } = geometryOf(report.nodes, [], undefined, phone.matches)
    document.documentElement.style.setProperty('--lanes', `${width}px`)
    const lines = document.querySelectorAll<HTMLElement>('.body > .fold')
    const heights = new Map([...lines].map((line) => [Number(line.dataset['before']), line.offsetHeight]))
    const rowHeights = rows.map((row) => row.offsetHeight)
    const layout = `${rowHeights.join()};${[...heights].join()};${phone.matches}`
    if (!isChanged && layout === laidOut) return
    laidOut = layout
    const geometry = geometryOf(report.nodes, rowHeights, heights, phone.matches)
    render(nodeOf(gutter(report, trace, events, geometry, lifeMarks(geometry, followed.value))), place)
    render(nodeOf(laneNames(report, geometry)), names)
    drawn.value = geometry
  }
  place.replaceChildren()
  names.replaceChildren()
  // the rows of a phone are laid out otherwise with the script: before they are measured
  if (phone.matches) document.documentElement.classList.add('scripted')
  effect(() => {
    foldRows(loaded, body, gaps, folds.value)
    draw(true)
  })
  // rows are as high as their text where the page is narrow
  new ResizeObserver(() => draw(false)).observe(body)
}

/** What stands behind a line is out of the document, not only out of sight: a long trace is then as light as what is open. */
function foldRows(
  { report, trace, events, rows }: Loaded,
  body: Element,
  gaps: ReadonlyMap<number, HTMLElement>,
  folded: readonly Fold[],
): void {
  const inside = new Map(
    folded.flatMap((fold) => rows.slice(fold.first, fold.last + 1).map((_, at) => [fold.first + at, fold])),
  )
  const wanted = rows.flatMap((row, index): Element[] => {
    const fold = inside.get(index)
    if (fold !== undefined && fold.first !== index) return []
    if (fold !== undefined) return [lineOf(foldWords(report, trace, events, fold), fold, row)]
    const gap = gaps.get(index)
    return gap === undefined ? [row] : [gap, row]
  })
  const staying = new Set(wanted)
  for (const line of body.querySelectorAll(':scope > :is(.row, .fold)')) if (!staying.has(line)) line.remove()
  // those that stay are not moved: one of them may have the focus
  let next = body.querySelector(':scope > :is(.row, .fold)')
  for (const line of wanted) {
    if (line === next) next = line.nextElementSibling
    else body.insertBefore(line, next)
  }
}

function lineOf(words: FoldWords, fold: Fold, row: HTMLElement): Element {
  const box = document.createElement('div')
  render(nodeOf(foldRow(words, fold)), box)
  const line = box.firstElementChild ?? box
  line.addEventListener('click', () => {
    reveal(fold.first)
    row.focus()
  })
  return line
}
