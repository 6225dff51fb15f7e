import type { ComparedValues } from '../../../src/record/compared-values.ts'
import { counted } from '../../quantities.ts'
import { visibleText } from '../../visible-text.ts'
import { el } from '../markup.ts'
import type { Element } from '../markup.ts'

/** Shorter values are read at a glance where they stand. */
const LONG = 40
/** Characters of what both have in common that are shown on either side of the difference. */
const CONTEXT = 48
/** Characters of the difference. */
const MAX_DIFFERENCE = 400

/** Two long values side by side, marked where they differ; undefined when both are short. */
export function comparedValues(values: ComparedValues): Element | undefined {
  const { observed, expected, names } = values
  const [one, other] = names ?? ['returned', 'had to return']
  if (observed.length <= LONG && expected.length <= LONG) return undefined
  const [a, b] = [elementsOf(observed), elementsOf(expected)]
  const start = commonStart(a, b)
  const end = commonStart(a.slice(start).reverse(), b.slice(start).reverse())
  const same = (values.same ?? 0) + a.slice(0, start).join('').length
  const side = (title: string, parts: readonly string[]): Element[] => [
    el('dt', {}, title),
    el('dd', {}, el('code', {}, ...marked(parts, start, end))),
  ]
  return el(
    'div',
    { class: 'compared' },
    el('h3', {}, names === undefined ? 'Where the result differs' : 'Where both differ'),
    same > 0 && el('p', {}, `Both begin with the same ${counted(same, 'character')}.`),
    el('dl', {}, ...side(one, a), ...side(other, b)),
  )
}

/** The elements of a list and what stands between them; the characters of a value that is no list. */
const elementsOf = (text: string): string[] =>
  text.includes(',') ? (text.match(/[,[\]{}]|[^,[\]{}]+/g) ?? []) : [...text]

function commonStart(a: readonly string[], b: readonly string[]): number {
  let length = 0
  while (length < a.length && length < b.length && a[length] === b[length]) length++
  return length
}

function marked(parts: readonly string[], start: number, end: number): (string | Element)[] {
  const before = parts.slice(0, start).join('')
  const differs = parts.slice(start, parts.length - end).join('')
  const after = end === 0 ? '' : parts.slice(-end).join('')
  return [
    before.length > CONTEXT ? `…${visibleText(before.slice(-CONTEXT))}` : visibleText(before),
    el('mark', {}, differs === '' ? '(nothing)' : visibleText(differs, MAX_DIFFERENCE)),
    after.length > CONTEXT ? `${visibleText(after.slice(0, CONTEXT))}…` : visibleText(after),
  ]
}
