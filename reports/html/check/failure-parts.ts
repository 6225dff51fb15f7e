import { safeLines } from '../../safe-lines.ts'
import { visibleText } from '../../visible-text.ts'
import { comparedValues } from '../history/compared.ts'
import { historyPicture } from '../history/picture.ts'
import { inFile } from '../history/places.ts'
import { failureTables } from '../history/tables.ts'
import { windowOf } from '../history/window.ts'
import { el } from '../markup.ts'
import type { Element } from '../markup.ts'
import type { CheckedFailure } from './check-page.ts'

/** What a failure rests on: the picture first, then the same as tables, then all of it as text. */
export function failureParts(failure: CheckedFailure, id: string): Element[] {
  const { proof, compared } = failure
  const differing = compared && comparedValues(compared)
  const parts =
    proof === undefined
      ? [
          el('div', {}, el('h3', {}, 'What happened'), historyPicture(windowOf(failure), failure, id)),
          differing,
          ...failureTables(failure, inFile),
        ]
      : [proofList(proof), differing]
  const text = visibleLines(failure.explanation)
  return [
    ...parts,
    el('details', {}, el('summary', {}, 'The whole explanation as text'), el('pre', { tabindex: 0 }, text)),
  ].filter((part) => part !== undefined)
}

function proofList(proof: NonNullable<CheckedFailure['proof']>): Element {
  const words = { let: 'Let', then: 'Then', however: 'However' }
  return el(
    'dl',
    { class: 'proof' },
    ...proof.flatMap(({ kind, text }, index) => [
      el('dt', {}, proof[index - 1]?.kind === kind ? 'and' : words[kind]),
      el('dd', {}, visibleText(text)),
    ]),
  )
}

/** Long lines are cut, as everywhere on the page. */
function visibleLines(lines: readonly string[]): string {
  return safeLines(
    lines
      .flatMap((line) => line.split('\n'))
      .map((line) => indented(line))
      .join('\n'),
  )
}

function indented(line: string): string {
  const text = line.trimStart()
  return line.slice(0, Math.min(8, line.length - text.length)) + visibleText(text, 2000)
}
